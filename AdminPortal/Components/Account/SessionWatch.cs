using AdminPortal.Security;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AdminPortal.Components.Account;

/// <summary>Ends an open page whose person may not be here any more; actions of theirs are refused by the services at once.</summary>
/// <param name="place">Held here so that it is made with the page and ends with it.</param>
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

/// <summary>
/// Takes note of what people do on an open page: a session that nobody uses ends, and a page that only stands open is not used.
/// </summary>
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
