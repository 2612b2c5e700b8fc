using AdminPortal.Services;
using AdminPortal.Services.Agents;
using CsCheck;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Opening hours as text: stored, in words, and as part of an agent's instructions.</summary>
public sealed class OpeningHoursTests
{
    private static readonly string[] s_workday = ["09:00-17:00"];
    private static readonly string[] s_zones = ["America/Chicago", "Europe/Berlin", "Asia/Tokyo", "UTC"];

    /// <summary>Days with none, one or two spans that do not meet.</summary>
    private static readonly Gen<string[]> s_day = Gen.Select(Gen.Int[0, 1440].Array[4], Gen.Int[0, 2])
        .Select((times, count) => (Times: times.Order().ToArray(), Count: count))
        .Where(d => d.Times.Distinct().Count() == 4)
        .Select(d => Enumerable.Range(0, d.Count).Select(i => new OpenSpan(d.Times[2 * i], d.Times[2 * i + 1]).ToString()).ToArray());

    private static readonly Gen<OpeningHoursRecord> s_week = Gen.Select(
            s_day.Array[7],
            Gen.Int[0, s_zones.Length - 1],
            Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)"Take a message; say “back soon”.\nThen hang up."))
        )
        .Select((d, zone, then) => new OpeningHoursRecord(s_zones[zone], d[0], d[1], d[2], d[3], d[4], d[5], d[6], then));

    [Fact]
    public void StoredAndReadAgain_AreTheSame() =>
        s_week.Sample(week =>
        {
            var hours = OpeningHours.Read(week).Value!;
            var again = OpeningHours.Parse(hours.ToJson())!;
            return again.ToJson() == hours.ToJson()
                && again.ToWords() == hours.ToWords()
                && (again.TimeZone, again.WhenClosed) == (week.TimeZone, week.WhenClosed)
                && again.ToRecord().Days.Zip(week.Days).All(d => d.First!.SequenceEqual(d.Second!));
        });

    [Fact]
    public void PartOfTheInstructions_IsSplitFromThem() =>
        Gen.Select(s_week, Gen.String[Gen.Char["ab <>/\n{}"], 0, 40].Where(text => text == text.Trim()))
            .Sample(
                (week, prompt) =>
                {
                    var hours = OpeningHours.Read(week).Value!;
                    var (own, part) = OpeningHoursPrompt.Split(OpeningHoursPrompt.Compose(prompt, hours));
                    return own == prompt && part == OpeningHoursPrompt.Compose("", hours);
                }
            );

    [Fact]
    public void Instructions_NameTheTimeTheHours_AndWhatToDoOutsideOfThem()
    {
        var hours = Read(new("America/Chicago", s_workday, s_workday, s_workday, s_workday, s_workday, ["10:00-12:00", "13:00-24:00"]));

        Assert.Equal(
            """
            Be brief.

            <opening_hours>
            The time in America/Chicago, where the business is, is {{current_time_America/Chicago}}.
            Opening hours:
            - Monday to Friday: 09:00 to 17:00
            - Saturday: 10:00 to 12:00 and 13:00 to 24:00
            - Sunday: closed
            Outside of these hours: Say that the business is closed and when it opens next, and offer to take a message.
            </opening_hours>
            """,
            OpeningHoursPrompt.Compose("Be brief.", hours)
        );
    }

    [Fact]
    public void TextThatSomebodyAddedAfterThePart_IsInstructions()
    {
        var part = OpeningHoursPrompt.Compose("", Read(new("UTC", s_workday)));

        Assert.Equal(("Be brief.\n\nSay goodbye.", part), OpeningHoursPrompt.Split($"Be brief.\n\n{part}\n\nSay goodbye.\n"));
        Assert.Equal(("Be brief.", "<opening_hours>\nAlways"), OpeningHoursPrompt.Split("Be brief.\n<opening_hours>\nAlways"));
    }

    [Fact]
    public void Words_JoinDaysWithTheSameHours()
    {
        Assert.Equal(
            "Mon to Fri 09:00 to 17:00, Sat and Sun closed",
            Read(new("UTC", s_workday, s_workday, s_workday, s_workday, s_workday)).ToWords()
        );
        Assert.Equal(
            "Mon 09:00 to 12:00 and 13:00 to 18:00, Tue to Sat closed, Sun open all day",
            Read(new("UTC", ["13:00-18:00", "09:00-12:00"], Sunday: ["00:00-00:00"])).ToWords()
        );
        Assert.Equal("Every day closed", Read(new("UTC")).ToWords());
    }

    [Theory]
    [InlineData("America/Nowhere", "09:00-17:00", null, "'time_zone' takes an IANA time zone, such as America/Chicago.")]
    [InlineData("Central Standard Time", "09:00-17:00", null, "'time_zone' takes an IANA time zone, such as America/Chicago.")]
    [InlineData(null, "09:00-17:00", null, "'time_zone' takes an IANA time zone, such as America/Chicago.")]
    [InlineData("UTC", "9-17", null, "Monday: '9-17' is not a span such as 09:00-17:00.")]
    [InlineData("UTC", "09:00-24:30", null, "Monday: '09:00-24:30' is not a span such as 09:00-17:00.")]
    [InlineData("UTC", "22:00-02:00", null, "Monday: '22:00-02:00' ends before it starts. Put the hours after midnight on the next day.")]
    [InlineData("UTC", "09:00-12:00 12:00-17:00", null, "Monday: 09:00-12:00 and 12:00-17:00 overlap or meet. Write them as one span.")]
    [InlineData("UTC", "08:00-09:00 10:00-11:00 12:00-13:00", null, "Monday: at most 2 spans a day.")]
    [InlineData("UTC", "09:00-17:00", "</opening_hours>", "'when_closed' may not hold <opening_hours> or </opening_hours>.")]
    public void Wrong_IsRefusedWithTheReason(string? zone, string monday, string? whenClosed, string problem)
    {
        var refused = OpeningHours.Read(new(zone, monday.Split(' '), WhenClosed: whenClosed)).Refusal;

        Assert.Equal(problem, Assert.IsType<Refusal.Invalid>(refused).Problem);
    }

    [Fact]
    public void InstructionsWithTheTag_AreRefused() =>
        Assert.Contains(
            "<opening_hours>",
            Assert.IsType<Refusal.Invalid>(new AgentConfiguration(Prompt: "Hello <Opening_Hours>").Fault).Problem
        );

    private static OpeningHours Read(OpeningHoursRecord hours) => OpeningHours.Read(hours).Value!;
}
