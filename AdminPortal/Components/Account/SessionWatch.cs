using AdminPortal.Security;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AdminPortal.Components.Account;

/// <summary>Closes an open page whose session has ended; services refuse its actions immediately.</summary>
/// <param name="place">Held here so that it is created and disposed with the page.</param>
internal sealed class SessionWatch(ILoggerFactory loggers, SessionRevalidation revalidation, OpenPagePlace place)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly OpenPagePlace _place = place;

    protected override TimeSpan RevalidationInterval => SessionService.PageRecheck;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) =>
        SessionActor.Of(authenticationState.User) is not { SessionIdentity: not null } actor
        || await revalidation.HoldsAsync(actor, cancellationToken);
}

/// <summary>Records activity on an open page: an unused session ends, and an open page alone does not count as use.</summary>
internal sealed class SessionActivity(SessionService sessions, CurrentActor current) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        activity =>
        {
            sessions.NoteUse(current.Actor);
            return next(activity);
        };
}
