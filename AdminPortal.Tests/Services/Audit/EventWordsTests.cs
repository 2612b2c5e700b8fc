using System.Text.Json;
using AdminPortal.Services.Audit;

namespace AdminPortal.Tests.Services.Audit;

public sealed class EventWordsTests
{
    private static readonly Guid s_acme = Guid.NewGuid();

    [Theory]
    [InlineData(
        AuditActions.NumberAssigned,
        "Assigned +1 800 555 0100 to Acme Dental",
        "Assigned to Acme Dental",
        "Assigned +1 800 555 0100"
    )]
    [InlineData(
        AuditActions.NumberReleased,
        "Released +1 800 555 0100 from Acme Dental",
        "Released from Acme Dental",
        "Released +1 800 555 0100"
    )]
    [InlineData(
        AuditActions.ReleaseUndone,
        "Returned +1 800 555 0100 to Acme Dental (release undone)",
        "Returned to Acme Dental (release undone)",
        "Returned +1 800 555 0100 (release undone)"
    )]
    [InlineData(
        AuditActions.QuarantineEnded,
        "Ended the quarantine of +1 800 555 0100",
        "Ended the quarantine",
        "Ended the quarantine of +1 800 555 0100"
    )]
    [InlineData(AuditActions.NumberDeactivated, "Deactivated +1 800 555 0100", "Deactivated", "Deactivated +1 800 555 0100")]
    public void Sentence_OmitsTheRecordOfThePage(string action, string everywhere, string onNumber, string onBusiness)
    {
        var e = Event(action);

        Assert.Equal(
            (everywhere, onNumber, onBusiness),
            (EventWords.Text(e), EventWords.Text(e, EventPlace.OnNumber), EventWords.Text(e, EventPlace.OnBusiness))
        );
    }

    [Fact]
    public void Sentence_OfAReassignment_LinksBothBusinessesAndTheNumber()
    {
        var loser = Guid.NewGuid();
        var e = Event(
            AuditActions.NumberReassigned,
            before: $$"""{"assigned_to":"{{loser}}","business_name":"Bolt Plumbing"}""",
            after: "{}"
        );

        var parts = EventWords.Sentence(e);

        Assert.Equal("Reassigned +1 800 555 0100 from Bolt Plumbing to Acme Dental", EventWords.Text(e));
        Assert.Equal([loser, s_acme], parts.Select(p => p.BusinessId).OfType<Guid>());
        Assert.Equal(["+18005550100"], parts.Select(p => p.Number).OfType<string>());
    }

    [Theory]
    [InlineData("""{"note":null}""", """{"note":"VIP line"}""", "Added a note on +1 800 555 0100 “VIP line”")]
    [InlineData("""{"note":"Old"}""", """{"note":"VIP line"}""", "Changed the note on +1 800 555 0100 “VIP line”")]
    [InlineData("""{"note":"Old"}""", """{"note":null}""", "Removed the note on +1 800 555 0100")]
    public void Sentence_OfANote_SaysWhetherItWasSetOrCleared(string before, string after, string text) =>
        Assert.Equal(text, EventWords.Text(Event(AuditActions.NumberNoted, before, after)));

    [Theory]
    [InlineData("""{"status":"done","added":1234,"file_name":"lot.csv"}""", "Imported 1,234 numbers from lot.csv")]
    [InlineData("""{"status":"cancelled","added":1,"file_name":null}""", "Import cancelled after 1 number")]
    public void Sentence_OfAnImport_ContainsItsResult(string after, string text) =>
        Assert.Equal(text, EventWords.Text(Event(AuditActions.NumbersImported, null, after) with { Number = null, BusinessId = null }));

    [Fact]
    public void Sentence_OfAnActionOfANewerVersion_IsItsNameInWords() =>
        Assert.Equal("Agent paused by provider +1 800 555 0100 Acme Dental", EventWords.Text(Event("agent.paused_by_provider")));

    [Fact]
    public void Changes_AreTheFieldsInWords()
    {
        var until = new DateTimeOffset(2026, 12, 24, 9, 30, 0, TimeSpan.Zero);

        var changes = EventChanges.Of(
            Event(
                AuditActions.NumberReleased,
                """{"status":"assigned"}""",
                """{"status":"quarantined","quarantined_until":"2026-12-24T09:30:00+00:00"}"""
            )
        );

        Assert.Equal(
            [
                new FieldChange("Status", new("Assigned"), new("Quarantined")),
                new FieldChange("Quarantined until", null, new("2026-12-24T09:30:00+00:00", until)),
            ],
            changes
        );
    }

    private static HistoryEntry Event(string action, string? before = null, string? after = null) =>
        new(
            Guid.NewGuid(),
            DateTimeOffset.UnixEpoch,
            "Jo Smith",
            action,
            "+18005550100",
            s_acme,
            null,
            Json(before),
            Json(after),
            2,
            "Acme Dental",
            "number",
            Guid.NewGuid(),
            null
        );

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
