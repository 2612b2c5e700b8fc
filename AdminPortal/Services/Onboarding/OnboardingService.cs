using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Onboarding;

/// <summary>Onboards a business: the business, its agent, and its number or its place on the waiting list, in one transaction. The provider
/// is synced in the background.</summary>
public sealed class OnboardingService
{
    private readonly PortalDatabase _database;
    private readonly PortalWriter _writer;
    private readonly WaitingListService _waiting;
    private readonly QuarantineService _quarantines;
    private readonly NumberSettings _numbers;
    private readonly IAgentProvider _provider;
    private readonly SignUpSettings _signUp;

    public OnboardingService(
        PortalDatabase database,
        PortalWriter writer,
        WaitingListService waiting,
        QuarantineService quarantines,
        NumberSettings numbers,
        IAgentProvider provider,
        SignUpSettings signUp
    ) =>
        (_database, _writer, _waiting, _quarantines, _numbers, _provider, _signUp) = (
            database,
            writer,
            waiting,
            quarantines,
            numbers,
            provider,
            signUp
        );

    /// <summary>For admins, who onboard any business, and for a user who signed their business up and completes it.</summary>
    /// <returns>The resulting business. A business that was created with the same external id is returned as it is.
    /// <see cref="Refusal.InvalidTransition"/> if that one is closed.
    /// <see cref="Refusal.Invalid"/> names the field as the API does, such as <c>agent.language</c>.</returns>
    public async Task<Outcome<Onboarded>> CompleteAsync(Actor actor, NewClient client, CancellationToken cancel)
    {
        var own = actor is { Role: PortalRole.Business, SessionIdentity: not null } && _signUp.Enabled ? actor.BusinessId : null;
        if (!actor.IsAdmin && own is null)
            return new Refusal.NotAllowed("onboard businesses");
        var business = new Business
        {
            Name = client.BusinessName?.Trim() ?? "",
            ContactEmail = TextRules.Trim(client.ContactEmail),
            ExternalId = TextRules.Trim(client.ExternalId),
        };
        if ((own is null ? Named(BusinessService.Check(business), "name", "business_name") : null) is { } wrong)
            return wrong;
        if (client.Agent.Fault is Refusal.Invalid fault)
            return Named(fault, fault.Field, $"agent.{fault.Field}")!;
        if (client.ProvisionNumber && await FreeWhatIsDueAsync(cancel) is { } unavailable)
            return unavailable;
        return await _writer.RunAsync<Onboarded>(
            actor,
            write => own is { } id ? CompleteOwnAsync(write, id, client, cancel) : TakeOnAsync(write, business, client, cancel),
            cancel
        );
    }

    private async Task<Outcome<Onboarded>> TakeOnAsync(PortalWrite write, Business wanted, NewClient client, CancellationToken cancel)
    {
        if (
            wanted.ExternalId is { } external
            && await write.Db.Businesses.SingleOrDefaultAsync(b => b.ExternalId == external, cancel) is { } there
        )
            return there.ClosedAt is null
                ? await AsItIsAsync(write, there, isNew: false, cancel)
                : Refusal.InvalidTransition.Closed(there.Name);

        // First, so that no time is earlier than the number's availability.
        var number = client.ProvisionNumber ? await NextNumber.FindAsync(write, _numbers, cancel) : null;
        var business = new Business
        {
            Id = UuidV7.Create(write.Now),
            Name = wanted.Name,
            ContactEmail = wanted.ContactEmail,
            ExternalId = wanted.ExternalId,
            CreatedAt = write.Now,
        };
        write.Db.Businesses.Add(business);
        write.AuditBusiness(
            AuditActions.BusinessCreated,
            business,
            null,
            new
            {
                business.Name,
                business.ContactEmail,
                business.ExternalId,
            },
            null
        );
        BusinessAgents.Add(write, business, client.Agent, _provider.Name);
        if (client.ProvisionNumber)
        {
            // Assigning a number creates the second version of its row.
            await write.SaveAsync(cancel);
            await NextNumber.GiveOrWaitAsync(write, business, number, cancel);
        }

        return await AsItIsAsync(write, business, isNew: true, cancel);
    }

    private async Task<Outcome<Onboarded>> CompleteOwnAsync(PortalWrite write, Guid id, NewClient client, CancellationToken cancel)
    {
        if (await NumberLoading.LoadBusinessAsync(write, id, cancel) is not { } business)
            return new Refusal.NotFound("such business");
        var isMissingNumber =
            client.ProvisionNumber && business.PhoneNumber is null && !await write.Db.WaitingList.AnyAsync(w => w.BusinessId == id, cancel);
        var number = isMissingNumber ? await NextNumber.FindAsync(write, _numbers, cancel) : null;
        var isMissingAgent = !await write.Db.Agents.AnyAsync(a => a.BusinessId == id, cancel);
        if (isMissingAgent)
            BusinessAgents.Add(write, business, client.Agent, _provider.Name);
        if (isMissingNumber)
            await NextNumber.GiveOrWaitAsync(write, business, number, cancel);
        return await AsItIsAsync(write, business, isMissingAgent || isMissingNumber, cancel);
    }

    private static async Task<Outcome<Onboarded>> AsItIsAsync(PortalWrite write, Business business, bool isNew, CancellationToken cancel)
    {
        // Rows that this write added are not in the database yet.
        var agent =
            write.Db.Agents.Local.FirstOrDefault() ?? await write.Db.Agents.SingleOrDefaultAsync(a => a.BusinessId == business.Id, cancel);
        var waits = write.Db.WaitingList.Local.Count > 0 || await write.Db.WaitingList.AnyAsync(w => w.BusinessId == business.Id, cancel);
        return new Onboarded(business.Id, agent?.Id, agent?.Status, business.PhoneNumber, waits, isNew);
    }

    /// <summary>As in provisioning: a quarantine may be over before the background job has ended it, and waiting businesses are served
    /// before new ones.</summary>
    /// <returns>Null, or that the database cannot be written: trying once more would take too long.</returns>
    private async Task<Refusal?> FreeWhatIsDueAsync(CancellationToken cancel)
    {
        await using (var db = _database.CreateReadContext())
        {
            if (
                await NextNumber.PeekAsync(db, _numbers, cancel) is null
                && (await _quarantines.EndDueAsync(Actor.System, cancel)).Refusal is Refusal.Unavailable unavailable
            )
                return unavailable;
        }

        return await _waiting.ServeAsync(cancel);
    }

    /// <summary>The refusal with the field's name as the caller knows it.</summary>
    private static Refusal? Named(Refusal? refusal, string field, string name) =>
        refusal is Refusal.Invalid invalid && invalid.Field == field
            ? new Refusal.Invalid(name, invalid.Problem.Replace($"'{field}'", $"'{name}'", StringComparison.Ordinal))
            : refusal;
}
