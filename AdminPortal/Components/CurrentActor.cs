using AdminPortal.Services;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminPortal.Components;

/// <summary>As whom the pages of this circuit act; every call of a service takes its <see cref="Actor"/> from here.</summary>
internal sealed class CurrentActor(AuthenticationStateProvider session)
{
    /// <summary>The person who is signed in; <see cref="Actor.Nobody"/> when none is, or their session was ended.</summary>
    public Actor Actor =>
        session.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true } known
            ? SessionActor.Of(known.Result.User) ?? Actor.Nobody
            : Actor.Nobody;

    /// <summary>As whom a request acts that is none of a page's: a file that a page leads to.</summary>
    public static Actor Of(HttpContext http) => SessionActor.Of(http.User) ?? Actor.Nobody;
}
