using System.Text.Json;
using System.Text.Json.Nodes;
using AdminPortal.Api.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api.Docs;

/// <summary>One example of each record for the OpenAPI document, created by the code that writes the responses.</summary>
internal static class ApiExamples
{
    private static readonly Guid s_number = Guid.Parse("0195a3c2-7d7a-7f00-8000-3a5b2c1d0e9f");
    private static readonly Guid s_business = Guid.Parse("0195a3c2-8f10-7a21-9c3d-5e6f7a8b9c0d");
    private static readonly Guid s_agent = Guid.Parse("0195a3c2-9a20-7b32-8d4e-6f708192a3b4");
    private static readonly DateTimeOffset s_then = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_now = new(2026, 3, 17, 14, 5, 21, TimeSpan.Zero);

    private static readonly Dictionary<Type, object> s_examples = new()
    {
        [typeof(ProvisionRequest)] = new ProvisionRequest(s_business, false),
        [typeof(ProvisionAnswer)] = new ProvisionAnswer(true, "+18005550100", s_business, s_now),
        [typeof(OnboardingRequest)] = new OnboardingRequest(
            "Acme Dental",
            "office@acme.example",
            "crm-4711",
            new OnboardingAgent(
                "Ada",
                "11labs-Adrian",
                "en-US",
                "Acme Dental, how may I help you?",
                "You answer the telephone for Acme Dental.",
                Hours
            ),
            true
        ),
        [typeof(OnboardingAnswer)] = new OnboardingAnswer(
            true,
            s_business,
            new OnboardedAgent(s_agent, AgentStatus.Provisioning),
            "+18005550100",
            false
        ),
        [typeof(NumberRecord)] = Number,
        [typeof(BusinessRecord)] = Business,
        [typeof(AddNumbersRequest)] = new AddNumbersRequest(null, ["+1 800 555 0100", "1-800-FLOWERS", "none"]),
        [typeof(AddNumbersAnswer)] = new AddNumbersAnswer(
            1,
            1,
            1,
            [
                new("+1 800 555 0100", "+18005550100", AddResult.Added, null),
                new("1-800-FLOWERS", "+18003569377", AddResult.Duplicate, null),
                new("none", null, AddResult.Rejected, "It has no digits."),
            ]
        ),
        [typeof(NumberActionRequest)] = new NumberActionRequest("The business closed", 7),
        [typeof(AssignNumberRequest)] = new AssignNumberRequest(s_business, "Moved to the new branch", 7),
        [typeof(VersionRequest)] = new VersionRequest(7),
        [typeof(ClosingRequest)] = new ClosingRequest("The contract ended", 7),
        [typeof(NoteRequest)] = new NoteRequest { Note = "Printed on the vans", RowVersion = 7 },
        [typeof(NewBusinessRequest)] = new NewBusinessRequest("Acme Dental", "office@acme.example", "crm-4711"),
        [typeof(BusinessPatch)] = new BusinessPatch { Name = "Acme Dental Care", RowVersion = 2 },
        [typeof(NewApiKeyRequest)] = new NewApiKeyRequest("Website", PortalRole.Business, s_business, 365),
        [typeof(NewBusinessKeyRequest)] = new NewBusinessKeyRequest("Website", 365),
        [typeof(ShownApiKey)] = new ShownApiKey(
            s_number,
            "ap_0195a3c27d7a7f0080003a5b2c1d0e9f_…",
            PortalRole.Business,
            s_business,
            "Website",
            s_now.AddDays(365)
        ),
        [typeof(SummaryAnswer)] = new SummaryAnswer(
            new StockCount(120, 860, 14, 6),
            [new PrefixCount("800", 20, 460, 8, 1, 489), new PrefixCount("888", 100, 400, 6, 5, 511)]
        ),
        [typeof(HistoryItem)] = new HistoryItem(
            s_now,
            "key:Website",
            "number.assigned",
            "+18005550100",
            s_business,
            null,
            Json("""{"status":"available"}"""),
            Json("""{"status":"assigned"}"""),
            2
        ),
        [typeof(LedgerEntry)] = new LedgerEntry("+18005550100", s_business, "Acme Dental", s_now, null, "key:Website", null, null, null),
        [typeof(ImportReport)] = new ImportReport(s_number, 1000, 985, 10, 5, 2, false),
        [typeof(ProblemDetails)] = new ProblemDetails
        {
            Type = "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.10",
            Title = "Not possible in this state",
            Status = 409,
            Detail = "+1 800 555 0100 is available, so it cannot be released. It can be assigned or deactivated.",
            Extensions = { ["error"] = "Not possible in this state" },
        },
    };

    private static NumberRecord Number =>
        new(
            s_number,
            "+18005550100",
            NumberStatus.Assigned,
            s_business,
            "Acme Dental",
            s_now,
            null,
            null,
            null,
            "Printed on the vans",
            "manual",
            null,
            2,
            s_then
        );

    private static OpeningHoursRecord Hours =>
        new("America/Chicago", ["09:00-12:00", "13:00-17:00"], ["09:00-17:00"], ["09:00-17:00"], ["09:00-17:00"], ["09:00-15:00"], [], []);

    private static BusinessRecord Business =>
        new(s_business, "Acme Dental", "office@acme.example", "crm-4711", "+18005550100", s_now, false, null, 2, s_then, null);

    /// <summary>The example of a type; null if it needs none.</summary>
    public static JsonNode? Of(Type type) =>
        s_examples.TryGetValue(type, out var example) ? JsonSerializer.SerializeToNode(example, type, ApiJson.Plain) : null;

    /// <summary>The response if no number is available.</summary>
    public static JsonNode NoneAvailable =>
        JsonNode.Parse(
            """
            {
              "type": "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4", "title": "No numbers available", "status": 503,
              "detail": "No number is available. 14 are in quarantine; the next becomes available at 2026-04-16 14:05 UTC. Try again then.",
              "error": "No numbers available", "in_quarantine": 14, "next_available_at": "2026-04-16T14:05:21Z", "waitlisted": false
            }
            """
        )!;

    /// <summary>The response to a write with an outdated version.</summary>
    public static JsonNode Stale =>
        new JsonObject
        {
            ["type"] = "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.13",
            ["title"] = "Changed since you looked",
            ["status"] = 412,
            ["detail"] = "Somebody changed this after you opened it. Compare with the current record and try again.",
            ["error"] = "Changed since you looked",
            ["current"] = Of(typeof(NumberRecord)),
        };

    /// <summary>The response to a caller without a key.</summary>
    public static JsonNode NoKey =>
        JsonNode.Parse(
            """
            {
              "type": "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2", "title": "Authentication required", "status": 401,
              "detail": "Send an API key: Authorization: Bearer ap_…", "error": "Authentication required"
            }
            """
        )!;

    private static JsonElement Json(string text) => JsonSerializer.Deserialize(text, ApiJson.Plain.JsonElement);
}
