using AdminPortal.Data.Entities;
using CsCheck;

namespace AdminPortal.Tests.Data.Entities;

/// <summary>The transitions of a number, without a database.</summary>
public sealed class TollFreeNumberTests
{
    private const int QuarantineDays = 45;

    private static readonly DateTimeOffset s_start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid s_acme = Guid.NewGuid();
    private static readonly Guid s_bolt = Guid.NewGuid();

    /// <summary>Every transition, its start state, and its possible results.</summary>
    private static readonly (
        string Name,
        NumberStatus From,
        NumberStatus[] To,
        Action<TollFreeNumber, DateTimeOffset> Do
    )[] s_transitions =
    [
        ("give", NumberStatus.Available, [NumberStatus.Assigned], (n, now) => n.GiveTo(s_acme, now)),
        ("pass on", NumberStatus.Assigned, [NumberStatus.Assigned], (n, now) => n.PassTo(s_bolt, now)),
        ("take back", NumberStatus.Assigned, [NumberStatus.Quarantined], (n, now) => n.TakeBack(now, QuarantineDays)),
        ("take back without quarantine", NumberStatus.Assigned, [NumberStatus.Available], (n, now) => n.TakeBack(now, 0)),
        ("undo the release", NumberStatus.Quarantined, [NumberStatus.Assigned], (n, now) => n.UndoRelease(now)),
        ("end the quarantine", NumberStatus.Quarantined, [NumberStatus.Available], (n, now) => n.EndQuarantine(now)),
        ("deactivate", NumberStatus.Available, [NumberStatus.Inactive], (n, _) => n.Deactivate()),
        ("activate", NumberStatus.Inactive, [NumberStatus.Available], (n, now) => n.Activate(now)),
    ];

    public static TheoryData<string> Transitions => [.. s_transitions.Select(t => t.Name)];

    [Fact]
    public void New_IsAvailable()
    {
        var number = New();

        Assert.Equal(
            (NumberStatus.Available, s_start, s_start, "manual", "Odd"),
            (number.Status, number.AvailableSince!.Value, number.CreatedAt, number.Source, number.Warning)
        );
    }

    [Fact]
    public void GiveTo_AssignsTheNumber()
    {
        var number = New();

        number.GiveTo(s_acme, s_start.AddHours(1));

        Assert.Equal(
            (NumberStatus.Assigned, s_acme, s_start.AddHours(1), null, null),
            (number.Status, number.AssignedTo, number.AssignedAt, number.AvailableSince, number.ReleasedFrom)
        );
    }

    [Fact]
    public void PassTo_KeepsThePreviousHolder()
    {
        var number = New();
        number.GiveTo(s_acme, s_start);

        number.PassTo(s_bolt, s_start.AddHours(1));

        Assert.Equal((s_bolt, s_start.AddHours(1), s_acme), (number.AssignedTo, number.AssignedAt, number.ReleasedFrom));
    }

    [Fact]
    public void TakeBack_StartsQuarantine_AndCanBeUndone()
    {
        var number = New();
        number.GiveTo(s_acme, s_start);

        number.TakeBack(s_start.AddHours(1), QuarantineDays);
        Assert.Equal(
            (NumberStatus.Quarantined, s_start.AddHours(1).AddDays(QuarantineDays), null, s_acme),
            (number.Status, number.QuarantinedUntil, number.AssignedTo, number.ReleasedFrom)
        );

        number.UndoRelease(s_start.AddHours(2));
        Assert.Equal(
            (NumberStatus.Assigned, null, s_acme, s_start.AddHours(2)),
            (number.Status, number.QuarantinedUntil, number.AssignedTo, number.AssignedAt)
        );
    }

    [Fact]
    public void EndQuarantine_IsAvailableSinceTheGivenTime()
    {
        var number = New();
        number.GiveTo(s_acme, s_start);
        number.TakeBack(s_start, QuarantineDays);
        var due = number.QuarantinedUntil!.Value;

        number.EndQuarantine(due);

        Assert.Equal((NumberStatus.Available, due, null), (number.Status, number.AvailableSince, number.QuarantinedUntil));
    }

    [Theory, MemberData(nameof(Transitions))]
    public void Transition_FromAnyOtherState_ThrowsAndChangesNothing(string name)
    {
        var transition = s_transitions.Single(t => t.Name == name);
        foreach (var state in Enum.GetValues<NumberStatus>().Where(s => s != transition.From))
        {
            var number = InState(state);
            var before = State(number);

            Assert.Throws<InvalidOperationException>(() => transition.Do(number, s_start.AddDays(400)));
            Assert.Equal(before, State(number));
        }
    }

    [Fact]
    public void AnySequence_KeepsStatusAndColumnsTogether() =>
        Gen.Int[0, s_transitions.Length - 1]
            .Array[1, 60]
            .Sample(steps =>
            {
                var number = New();
                var now = s_start;
                foreach (var step in steps)
                {
                    now = now.AddMinutes(1);
                    var (name, from, to, transition) = s_transitions[step];
                    var (before, holder) = (number.Status, number.AssignedTo);
                    if (before != from)
                        Assert.Throws<InvalidOperationException>(() => transition(number, now));
                    else
                        transition(number, now);

                    Assert.True((before == from ? to : [before]).Contains(number.Status), $"{name}: {before} became {number.Status}");
                    AssertWhole(number);
                    if (holder is not null && number.AssignedTo != holder)
                        Assert.Equal(holder, number.ReleasedFrom);
                }
            });

    private static void AssertWhole(TollFreeNumber number)
    {
        Assert.Equal(number.Status == NumberStatus.Assigned, number.AssignedTo is not null);
        Assert.Equal(number.Status == NumberStatus.Assigned, number.AssignedAt is not null);
        Assert.Equal(number.Status == NumberStatus.Available, number.AvailableSince is not null);
        Assert.Equal(number.Status == NumberStatus.Quarantined, number.QuarantinedUntil is not null);
        Assert.True(number.Status != NumberStatus.Quarantined || number.ReleasedFrom is not null);
    }

    private static object State(TollFreeNumber n) =>
        (n.Status, n.AssignedTo, n.AssignedAt, n.AvailableSince, n.QuarantinedUntil, n.ReleasedFrom);

    private static TollFreeNumber InState(NumberStatus state)
    {
        var number = New();
        if (state is NumberStatus.Assigned or NumberStatus.Quarantined)
            number.GiveTo(s_acme, s_start);
        if (state == NumberStatus.Quarantined)
            number.TakeBack(s_start, QuarantineDays);
        if (state == NumberStatus.Inactive)
            number.Deactivate();
        return number;
    }

    private static TollFreeNumber New() => TollFreeNumber.New(Guid.NewGuid(), "+18005550100", s_start, "manual", "Odd");
}
