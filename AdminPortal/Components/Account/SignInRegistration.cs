using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Security;
using AdminPortal.Services.Audit;
using AdminPortal.Services.People;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace AdminPortal.Components.Account;

/// <summary>Adds signing in with a browser: the session's cookie, what it says, and how soon it is looked at again.</summary>
internal static class SignInRegistration
{
    /// <summary>Where to sign in: from a page, and as the path of a request.</summary>
    public const string LoginAddress = "account/login",
        LoginPath = "/" + LoginAddress;

    private const string StepSession = "begun_in";

    /// <summary>Where to sign in, and from there to what was asked for.</summary>
    public static string LoginThen(HttpRequest request) =>
        $"{request.PathBase}{LoginPath}?returnUrl={Uri.EscapeDataString(request.PathBase + request.Path + request.QueryString)}";

    public static void AddPortalSignIn(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services
            .AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddIdentityCookies(cookies =>
            {
                cookies.ApplicationCookie!.Configure(ConfigureSession);
                cookies.TwoFactorUserIdCookie!.Configure(ConfigureStep);
            });
        new IdentityBuilder(typeof(PortalUser), services).AddSignInManager().AddClaimsPrincipalFactory<PortalPrincipal>();
        services.AddScoped<SignInService>();
        services.AddScoped<PasskeySignIn>();
        services
            .AddOptions<IdentityPasskeyOptions>()
            .Configure<IConfiguration>(
                (passkeys, settings) =>
                {
                    // A passkey is bound to the portal's name, and found without an address having been typed.
                    passkeys.ServerDomain = PortalLinks.PublicName(settings);
                    passkeys.ResidentKeyRequirement = passkeys.UserVerificationRequirement = "required";
                }
            );
        services.AddCascadingAuthenticationState();
        services.AddScoped<OpenPagePlace>();
        services.AddScoped<AuthenticationStateProvider, SessionWatch>();
        services.AddScoped<CircuitHandler, SessionActivity>();
    }

    private static void ConfigureSession(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "ap-session";
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.LoginPath = LoginPath;
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.ExpireTimeSpan = ActiveSession.MostIdle;
        cookie.SlidingExpiration = true;

        cookie.Events.OnSigningIn = signing =>
            signing
                .HttpContext.RequestServices.GetRequiredService<SignInService>()
                .BeginSessionAsync(signing.Principal!, signing.HttpContext.RequestAborted);
        cookie.Events.OnValidatePrincipal = ValidateAsync;

        // A script that sends a file wants to be told, not led to a page.
        cookie.Events.OnRedirectToLogin = LeadToLoginAsync;
        cookie.Events.OnRedirectToAccessDenied = DenyAsync;

        // The pages redirect themselves, and check the address more closely (LocalUrl).
        cookie.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
    }

    /// <summary>
    /// The cookie of a step that goes on in the next request: a code after the password, a passkey's answer. Begun in a session, it counts
    /// in
    /// that session alone and while nothing has changed that ends it.
    /// </summary>
    private static void ConfigureStep(CookieAuthenticationOptions cookie)
    {
        cookie.Events.OnSigningIn = signing =>
        {
            if (
                SessionActor.Of(signing.HttpContext.User) is { SessionIdentity: { } me }
                && signing.Principal?.Identity is ClaimsIdentity step
            )
                step.AddClaim(new Claim(StepSession, $"{me.SessionId:N} {me.SecurityStamp}"));
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = step =>
        {
            if (
                step.Principal?.FindFirstValue(StepSession) is { } begun
                && (
                    SessionActor.Of(step.HttpContext.User) is not { SessionIdentity: { } me }
                    || begun != $"{me.SessionId:N} {me.SecurityStamp}"
                )
            )
                step.RejectPrincipal();
            return Task.CompletedTask;
        };
    }

    /// <summary>
    /// Asks for every request whether its session is still there. Identity would ask now and then, and know of no sessions.
    /// </summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext cookie)
    {
        var http = cookie.HttpContext;
        // The portal's own styles and scripts are anybody's: a page asks for a dozen.
        if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            return;
        var actor = cookie.Principal is { } person ? SessionActor.Of(person) : null;
        var services = http.RequestServices;
        switch (
            actor is null
                ? SessionState.Ended
                : await services.GetRequiredService<SessionRevalidation>().AskAsync(actor, http.RequestAborted)
        )
        {
            case SessionState.Ended:
                if (actor is not null)
                    services
                        .GetRequiredService<SecurityLog>()
                        .EndedSessionRefused(actor.SessionIdentity!.UserId, http.Connection.RemoteIpAddress);
                cookie.RejectPrincipal();
                return;
            case SessionState.FactorWanted:
                http.Features.Set(new TwoFactorSetupRequired());
                break;
        }

        services.GetRequiredService<SessionService>().NoteUse(actor!);
    }

    // The API answers for itself.
    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api");

    private static Task LeadToLoginAsync(RedirectContext<CookieAuthenticationOptions> redirect)
    {
        if (IsApi(redirect.Request))
            return Task.CompletedTask;
        if (HttpMethods.IsGet(redirect.Request.Method))
            redirect.Response.Redirect(redirect.RedirectUri);
        else
            redirect.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static Task DenyAsync(RedirectContext<CookieAuthenticationOptions> redirect)
    {
        if (IsApi(redirect.Request))
            return Task.CompletedTask;

        // The start page is the staff's: a business has its own.
        if (redirect.Request.Path == "/")
        {
            redirect.Response.Redirect($"{redirect.Request.PathBase}/my");
            return Task.CompletedTask;
        }

        var http = redirect.HttpContext;
        http.RequestServices.GetRequiredService<SecurityLog>()
            .RightsRefused(SessionActor.Of(http.User), http.Request.Method, http.Request.Path, http.Connection.RemoteIpAddress);
        return new RazorComponentResult<DeniedDocument> { StatusCode = StatusCodes.Status403Forbidden }.ExecuteAsync(http);
    }
}

/// <summary>What the session's cookie says of its person.</summary>
internal sealed class PortalPrincipal(UserManager<PortalUser> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(identity.RoleClaimType, user.Role.ToText()));
        if (user.BusinessId is { } business)
            identity.AddClaim(new Claim(SessionActor.BusinessClaim, business.ToString()));
        return identity;
    }
}
