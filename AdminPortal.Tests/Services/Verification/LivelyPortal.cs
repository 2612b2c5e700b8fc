using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>A number that a business holds, and both ids.</summary>
internal sealed record Holding(string Number, Guid NumberId, Guid Business);

/// <summary>A database in which every operation on numbers and businesses has been used.</summary>
internal sealed class LivelyPortal
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LivelyPortal(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    /// <summary>Eight businesses with their numbers, of which nothing moves any more.</summary>
    public IReadOnlyList<Holding> Held { get; private set; } = [];

    /// <summary>Numbers that were never held.</summary>
    public IReadOnlyList<string> Free { get; private set; } = [];

    /// <summary>A number in quarantine.</summary>
    public string Resting { get; private set; } = "";

    /// <summary>A business without a number.</summary>
    public Guid Without { get; private set; }

    public static async Task<LivelyPortal> LiveAsync(TestPortal portal)
    {
        var lively = new LivelyPortal(portal);
        await lively.LiveAsync();
        return lively;
    }

    private async Task LiveAsync()
    {
        var stock = Portal.Get<StockService>();
        var moves = Portal.Get<AssignmentService>();
        var numbers = await Portal.AddNumbersAsync(24);
        var businesses = await Portal.AddBusinessesAsync(12);
        foreach (var business in businesses.Take(10))
            Done(await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel));

        // 8: released and undone, then noted. 9: released for good. 10: gets 8's by reassignment.
        Done(await moves.ReleaseAsync(TestPortal.Support, numbers[8], "moved", null, Cancel));
        Done(await moves.UndoReleaseAsync(TestPortal.Support, numbers[8], null, Cancel));
        Done(await moves.ReassignAsync(TestPortal.Support, numbers[8], businesses[10], "taken over", null, Cancel));
        Done(await moves.ReleaseAsync(TestPortal.Support, numbers[9], "closed", null, Cancel));
        Done(await stock.EndQuarantineAsync(TestPortal.Admin, numbers[9], "never published", null, Cancel));
        Done(await moves.AssignAsync(TestPortal.Support, numbers[9], businesses[9], null, null, Cancel));
        Done(await moves.ReleaseAsync(TestPortal.Support, numbers[9], "closed again", null, Cancel));
        Done(await stock.DeactivateAsync(TestPortal.Admin, numbers[10], "cannot be routed", null, Cancel));
        Done(await stock.ActivateAsync(TestPortal.Admin, numbers[10], "works again", null, Cancel));
        Done(await stock.NoteAsync(TestPortal.Support, numbers[11], "easy to remember", null, Cancel));
        Done(await stock.DeleteAsync(TestPortal.Admin, numbers[12], null, Cancel));
        Done(
            await Portal
                .Get<BusinessService>()
                .ChangeAsync(TestPortal.Admin, businesses[0], new BusinessChanges(Name: "Renamed"), null, Cancel)
        );

        var page = Done(
            await Portal.Get<InventoryService>().ListAsync(TestPortal.Admin, new NumberFilter(NumberStatus.Assigned), null, 100, Cancel)
        );
        Held = [.. page.Items.Where(n => n.Number != numbers[8]).Select(n => new Holding(n.Number, n.Id, n.AssignedTo!.Value))];
        Free = [.. numbers.Skip(13)];
        Resting = numbers[9];
        Without = businesses[11];
    }

    private static T Done<T>(Outcome<T> outcome) =>
        outcome.IsDone ? outcome.Value : throw new InvalidOperationException(outcome.ToString());
}
