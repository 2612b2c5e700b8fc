using System.Text.Json;
using AdminPortal.Api.Errors;
using AdminPortal.Api.Json;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Import;
using AdminPortal.Services.Supply;

namespace AdminPortal.Api;

/// <summary>Translates each refusal to HTTP: status, short text and further fields, in this one place.</summary>
internal static class OutcomeResults
{
    /// <param name="invalid">The status for an invalid value; 422 if the whole body is one record to create.</param>
    public static IResult Of(Refusal refusal, TimeProvider clock, int invalid = StatusCodes.Status400BadRequest) =>
        refusal switch
        {
            Refusal.NotAllowed => new ApiProblem(403, "Not allowed", refusal.Message),
            Refusal.IdentityNotConfirmed => new ApiProblem(403, "Proof wanted", refusal.Message),
            Refusal.SignedOut => new ApiProblem(401, "Authentication required", refusal.Message),
            Refusal.NotFound => new ApiProblem(404, "Not found", refusal.Message),
            Refusal.Invalid wrong => new ApiProblem(invalid, "Invalid request", refusal.Message, ("field", wrong.Field)),
            Refusal.InvalidTransition => new ApiProblem(409, "Not possible in this state", refusal.Message),
            Refusal.Conflict taken => new ApiProblem(409, "Already taken", refusal.Message, ("field", taken.Field)),
            Refusal.Stale stale => new ApiProblem(412, "Changed since you looked", refusal.Message, ("current", stale.Current))
            {
                ETag = Preconditions.Tag(stale.CurrentVersion),
            },
            Refusal.NoneAvailable none => new ApiProblem(
                503,
                refusal.Message,
                Explain(none),
                ("in_quarantine", none.InQuarantine),
                ("next_available_at", none.NextAvailableAt),
                ("waitlisted", none.Waitlisted)
            )
            {
                RetryAfter = none.NextAvailableAt - clock.GetUtcNow(),
            },
            InvalidFile file => new ApiProblem(StatusOf(file.Kind), "The file cannot be imported", refusal.Message),
            RowsRejected rejected => Of(rejected),
            Refusal.IdempotencyKeyReused => new ApiProblem(422, "Idempotency-Key used before", refusal.Message),
            Refusal.AlreadyAnswered => new ApiProblem(
                409,
                "Being answered",
                "A request with this Idempotency-Key was answered a moment ago. Send it again to get that answer."
            ),
            SupplyRefused supply => Of(supply),
            AgentProviderFailed => new ApiProblem(502, "Agent provider failed", refusal.Message),
            TooManyTestCalls many => new ApiProblem(429, "Too many test calls", refusal.Message) { RetryAfter = many.Wait },
            Refusal.Unavailable away => ApiProblem.Unavailable(refusal.Message, away.RetryAfter),
            _ => throw new InvalidOperationException($"No status for {refusal}."),
        };

    private static ApiProblem Of(SupplyRefused refusal)
    {
        var (status, error) = refusal.Fault switch
        {
            SupplyFault.WantsPayment => (402, "Supplier wants payment"),
            SupplyFault.NotAvailable => (409, "No longer available"),
            SupplyFault.InInventory => (409, "Already in the inventory"),
            SupplyFault.OnOrder => (409, "Already on order"),
            SupplyFault.Failed => (502, "Supplier failed"),
            SupplyFault.Busy => (503, "Supplier is busy"),
            _ => throw new InvalidOperationException($"No status for {refusal.Fault}."),
        };
        var orders = refusal.Orders.Select(o => JsonSerializer.SerializeToElement(o, ApiJson.Plain.OrderRecord)).ToArray();
        return new ApiProblem(
            status,
            error,
            refusal.Message,
            orders.Length == 0 ? [] : [("orders", JsonSerializer.SerializeToElement(orders))]
        )
        {
            RetryAfter = refusal.Fault == SupplyFault.Busy ? refusal.RetryAfter ?? TimeSpan.FromSeconds(5) : null,
        };
    }

    private static ApiProblem Of(RowsRejected refusal)
    {
        var report = refusal.Report;
        return new ApiProblem(
            422,
            "Rows rejected",
            refusal.Message,
            ("import_id", report.ImportId),
            ("read", report.Read),
            ("added", report.Added),
            ("duplicates", report.Duplicates),
            ("rejected", report.Rejected),
            ("warnings", report.Warnings),
            ("dry_run", report.DryRun),
            ("notices", report.Notices)
        );
    }

    private static string Explain(Refusal.NoneAvailable none) =>
        (none.NextAvailableAt, none.Waitlisted) switch
        {
            ({ } next, false) => $"No number is available. {none.InQuarantine} are in quarantine; the next becomes available at "
                + $"{next.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Try again then, or send \"wait\": true to join the waiting list.",
            ({ } next, true) => $"No number is available. {none.InQuarantine} are in quarantine; the next becomes available at "
                + $"{next.UtcDateTime:yyyy-MM-dd HH:mm} UTC. The business is on the waiting list and gets a number automatically.",
            (null, false) =>
                "No number is available or in quarantine. Try again after an admin has added numbers, or send \"wait\": true to join "
                    + "the waiting list.",
            (null, true) =>
                "No number is available or in quarantine. The business is on the waiting list and gets a number automatically when "
                    + "numbers are added.",
        };

    private static int StatusOf(FileProblem kind) =>
        kind switch
        {
            FileProblem.Unreadable => StatusCodes.Status400BadRequest,
            FileProblem.TooLarge => StatusCodes.Status413PayloadTooLarge,
            FileProblem.NoNumbers or FileProblem.UnclearColumn or FileProblem.UnknownColumn => StatusCodes.Status422UnprocessableEntity,
            _ => throw new InvalidOperationException($"No status for {kind}."),
        };
}
