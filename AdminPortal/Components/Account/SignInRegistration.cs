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

/// <summary>Registers browser sign-in: the session cookie, its claims, and its validation.</summary>
internal static class SignInRegistration
{
    /// <summary>The sign-in page: relative for pages, and as a request path.</summary>
    public const string LoginAddress = "account/login",
        LoginPath = "/" + LoginAddress;

    private const string StepSession = "begun_in";

    /// <summary>The sign-in page with a return to the requested page.</summary>
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
                    // A passkey is bound to the portal's host name, and can be found without typing an address.
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

        // A script that sends a file needs a status, not a redirect.
        cookie.Events.OnRedirectToLogin = LeadToLoginAsync;
        cookie.Events.OnRedirectToAccessDenied = DenyAsync;

        // The pages redirect themselves, with a stricter check of the address (LocalUrl).
        cookie.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
    }

    /// <summary>The cookie of a multi-step flow: a code after the password, a passkey's response. A flow started in a session is valid only
    /// in that session, and only until something ends it.</summary>
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

    /// <summary>Checks the session's row with every request. Identity would check only occasionally, and does not know the
    /// sessions.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext cookie)
    {
        var http = cookie.HttpContext;
        // Static assets are public, and a page requests a dozen of them.
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

    // The API responds without redirects.
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

        // The start page is for staff: a business has its own.
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

/// <summary>The claims of the session cookie.</summary>
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
