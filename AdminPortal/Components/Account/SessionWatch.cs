using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AdminPortal.Components.Account;

/// <summary>Ends an open page whose person may not be here any more; acts of theirs are refused by the services at once.</summary>
internal sealed class SessionWatch(ILoggerFactory loggers, PeopleStandings standings) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => SignInRegistration.Belief;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        SessionActor.Of(authenticationState.User) is not { Standing: not null } actor || await standings.HoldsAsync(actor, cancellationToken);
}
