using AdminPortal.Components.Account;
using AdminPortal.Components.Pages.Activity;
using AdminPortal.Components.Pages.BulkUpload;
using AdminPortal.Components.Pages.Businesses;
using AdminPortal.Components.Pages.History;
using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Components.Pages.Users;
using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Agents;
using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Security;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using MudBlazor;
using MudBlazor.Services;

namespace AdminPortal.Components;

/// <summary>Adds and maps the pages.</summary>
internal static class PagesRegistration
{
    private const string NotFoundPath = "/not-found";

    /// <summary>Adds what the pages need.</summary>
    public static IServiceCollection AddPortalPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(ServerLimits.Apply).AddHubOptions(ServerLimits.Apply);
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.SnackbarVariant = Variant.Filled;
            options.SnackbarConfiguration.VisibleStateDuration = 4000;
            // A message with an undo leaves too; older undos are in the activity list.
            options.SnackbarConfiguration.RequireInteraction = false;
            options.SnackbarConfiguration.MaxDisplayedSnackbars = 1;
            options.SnackbarConfiguration.ShowTransitionDuration = 120;
            options.SnackbarConfiguration.HideTransitionDuration = 120;
        });
        services.AddPortalSignIn();
        services.AddSingleton<CircuitGuard>();
        return services.AddPageParts();
    }

    /// <summary>Adds what pages inject in addition to services and library components.</summary>
    internal static IServiceCollection AddPageParts(this IServiceCollection services)
    {
        services.AddSingleton<LiveChanges>();
        services.AddScoped<CurrentActor>();
        services.AddScoped<PortalBrowser>();
        services.AddScoped<NumberActions>();
        services.AddScoped<AgentActions>();
        services.AddScoped<UserActions>();
        services.AddScoped<InventoryBrowser>();
        services.AddScoped<BulkDialogs>();
        services.AddSingleton<ExportTickets>();
        return services;
    }

    /// <summary>Serves the pages and their static files. Runs after authentication.</summary>
    public static WebApplication MapPortalPages(this WebApplication app)
    {
        var sendsMail =
            app.Services.GetRequiredService<ForgottenPasswords>().CanSend || app.Services.GetRequiredService<SignUpSettings>().Enabled;
        if (sendsMail && PortalLinks.Warning(app.Configuration) is { } warning)
            app.Logger.LogWarning("{Warning}", warning);
        app.UseWhen(
            LeadsToPage,
            pages =>
                pages.UseExceptionHandler(
                    new ExceptionHandlerOptions
                    {
                        CreateScopeForErrors = true,
                        ExceptionHandler = http =>
                            new RazorComponentResult<FaultDocument> { StatusCode = StatusCodes.Status500InternalServerError }.ExecuteAsync(
                                http
                            ),
                    }
                )
        );
        // Not in a separate branch, which cannot run routing again.
        app.UseStatusCodePagesWithReExecute(NotFoundPath, createScopeForStatusCodePages: true);
        app.Use(
            (http, next) =>
            {
                // Anonymous visitors do not learn which pages exist.
                if (http.User.Identity is not { IsAuthenticated: true } && (IsLostVisitor(http) || http.Request.Path == NotFoundPath))
                {
                    http.Response.Redirect(SignInRegistration.LoginThen(http.Request));
                    return Task.CompletedTask;
                }

                if (!IsLostVisitor(http) && http.Features.Get<IStatusCodePagesFeature>() is { } notFoundPage)
                    notFoundPage.Enabled = false;
                return next(http);
            }
        );
        // The replacement page is requested after the authorization middleware has run.
        app.UseWhen(http => http.Features.Get<IStatusCodeReExecuteFeature>() is not null, again => again.UseAuthorization());
        app.UseMiddleware<TwoFactorRequirement>();
        app.UseMiddleware<OpenPageLimit>();
        app.UseMiddleware<SignInLimit>();
        app.UseAntiforgery();
        app.UseMiddleware<AntiforgeryFailures>();
        app.MapStaticAssets();
        app.MapInventoryFiles();
        app.MapHistoryFiles();
        app.MapBusinessFiles();
        app.MapBulkFiles();
        app.MapUploads();
        app.MapVoices();
        app.MapPasskeys();
        // Its own frame-ancestors header is disabled: ContentPolicy sets it, and there must be only one.
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(pages => pages.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization();
        app.MapPost(
                "/account/logout",
                async (SignInService signIn, CancellationToken cancel) =>
                {
                    await signIn.SignOutAsync(cancel);
                    return Results.LocalRedirect("~" + SignInRegistration.LoginPath);
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .DisableRateLimiting();
        return app;
    }

    /// <summary>Whether the request is for a page or its connection.</summary>
    private static bool LeadsToPage(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || http.Request.Path.StartsWithSegments("/_blazor");

    /// <summary>Whether a browser requested a missing page: programs get the bare status.</summary>
    private static bool IsLostVisitor(HttpContext http) =>
        http.GetEndpoint() is null
        && HttpMethods.IsGet(http.Request.Method)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !http.Request.Path.StartsWithSegments("/api");
}
