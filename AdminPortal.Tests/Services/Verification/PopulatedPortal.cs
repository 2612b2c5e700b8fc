using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>A number with its business, and both ids.</summary>
internal sealed record Holding(string Number, Guid NumberId, Guid Business);

/// <summary>A database in which every operation on numbers and businesses was used.</summary>
internal sealed class PopulatedPortal
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PopulatedPortal(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    /// <summary>Eight businesses with their numbers, which do not change any more.</summary>
    public IReadOnlyList<Holding> Held { get; private set; } = [];

    /// <summary>Numbers that were never assigned.</summary>
    public IReadOnlyList<string> Free { get; private set; } = [];

    /// <summary>A number in quarantine.</summary>
    public string Resting { get; private set; } = "";

    /// <summary>A business without a number.</summary>
    public Guid Without { get; private set; }

    public static async Task<PopulatedPortal> LiveAsync(TestPortal portal)
    {
        var lively = new PopulatedPortal(portal);
        await lively.LiveAsync();
        return lively;
    }

    private async Task LiveAsync()
    {
        var service = Portal.Get<NumberService>();
        var numbers = await Portal.AddNumbersAsync(24);
        var businesses = await Portal.AddBusinessesAsync(12);
        foreach (var business in businesses.Take(10))
            Done(await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel));

        // 8: released and undone, then noted. 9: released for good. 10: gets 8's by reassignment.
        Done(await service.DoAsync(TestPortal.Support, numbers[8], new NumberCommand.Release("moved"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Support, numbers[8], new NumberCommand.UndoRelease(), null, Cancel));
        Done(await service.DoAsync(TestPortal.Support, numbers[8], new NumberCommand.Reassign(businesses[10], "taken over"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Support, numbers[9], new NumberCommand.Release("closed"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Admin, numbers[9], new NumberCommand.EndQuarantine("never published"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Support, numbers[9], new NumberCommand.Assign(businesses[9]), null, Cancel));
        Done(await service.DoAsync(TestPortal.Support, numbers[9], new NumberCommand.Release("closed again"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Admin, numbers[10], new NumberCommand.Deactivate("cannot be routed"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Admin, numbers[10], new NumberCommand.Activate("works again"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Support, numbers[11], new NumberCommand.Note("easy to remember"), null, Cancel));
        Done(await service.DoAsync(TestPortal.Admin, numbers[12], new NumberCommand.Delete(), null, Cancel));
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
