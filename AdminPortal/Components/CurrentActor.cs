using AdminPortal.Services;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace AdminPortal.Components;

/// <summary>The actor of this circuit's pages, for all calls of services.</summary>
internal sealed class CurrentActor(AuthenticationStateProvider session)
{
    /// <summary>The signed-in user; <see cref="Actor.Nobody"/> if nobody is signed in or the session has ended.</summary>
    public Actor Actor =>
        session.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true } known
            ? SessionActor.Of(known.Result.User) ?? Actor.Nobody
            : Actor.Nobody;

    /// <summary>The actor of a request outside of a page, such as a download.</summary>
    public static Actor Of(HttpContext http) => SessionActor.Of(http.User) ?? Actor.Nobody;
}
