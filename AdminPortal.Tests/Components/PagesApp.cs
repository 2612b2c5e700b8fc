using System.Net;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminPortal.Tests.Components;

/// <summary>The whole portal in this process, called from an address that the test chooses.</summary>
internal sealed class PagesApp(
    string environment = "Production",
    string caller = "127.0.0.1",
    Action<IServiceCollection>? services = null,
    IReadOnlyDictionary<string, string>? settings = null
) : WebApplicationFactory<Program>
{
    private static readonly Dictionary<string, string> s_noSettings = [];

    private readonly TempFolder _folder = TempFolder.WithDatabase();
    private string? _session;

    /// <summary>The whole portal, and a browser in which an admin is signed in.</summary>
    public static async Task<(PagesApp App, Actor Me)> SignedInAsync(
        PortalRole role = PortalRole.Admin,
        Action<IServiceCollection>? services = null
    )
    {
        var app = new PagesApp(services: services);
        return (app, await app.SignInAsync(role));
    }

    /// <summary>Signs a user in: every request from now on has their session.</summary>
    public async Task<Actor> SignInAsync(PortalRole role, Guid? businessId = null)
    {
        var actor = await TestPeople.AddAsync(Services.GetRequiredService<PortalDatabase>(), role, businessId);
        _session = SessionOf(actor);
        return actor;
    }

    public async Task<Guid> AddBusinessAsync(string name = "Acme Dental") =>
        (
            await Services
                .GetRequiredService<BusinessService>()
                .CreateAsync(TestPortal.Admin, new NewBusiness(name), TestContext.Current.CancellationToken)
        )
            .Value!
            .Id;

    /// <summary>The cookie of a session, as signing in creates it.</summary>
    public string SessionOf(Actor actor)
    {
        var cookie = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var now = DateTimeOffset.UtcNow;
        var ticket = new AuthenticationTicket(
            TestPeople.PrincipalOf(actor),
            new() { IssuedUtc = now, ExpiresUtc = now.AddHours(1) },
            IdentityConstants.ApplicationScheme
        );
        return $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(ticket)}";
    }

    /// <summary>A client without redirects, with the session of the signed-in user.</summary>
    public HttpClient Visit(string host = "localhost")
    {
        var client = CreateClient(
            new()
            {
                AllowAutoRedirect = false,
                HandleCookies = false,
                BaseAddress = new Uri($"http://{host}/"),
            }
        );
        if (_session is not null)
            client.DefaultRequestHeaders.Add("Cookie", _session);
        return client;
    }

    /// <summary>Sends a request like a browser, without redirects.</summary>
    public async Task<(HttpStatusCode Status, string Text, Uri? Location)> AskAsync(
        string path,
        string host = "localhost",
        params (string Name, string Value)[] headers
    )
    {
        using var client = Visit(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Location
        );
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSolutionRelativeContentRoot("");
        builder.UseEnvironment(environment);
        builder.UseSetting("Database:Provider", "Sqlite");
        builder.UseSetting("ConnectionStrings:Portal", _folder.SqliteConnectionString());
        // Tests submit forms faster than people; tests of the limit set it back.
        builder.UseSetting("RateLimits:SignInAttemptsPerMinute", "1000");
        builder.UseSetting("Agents:Simulated:DelayMilliseconds", "0");
        foreach (var (key, value) in settings ?? s_noSettings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(log => log.ClearProviders());
        builder.ConfigureTestServices(added =>
        {
            added.AddSingleton<IStartupFilter>(new ComesFrom(IPAddress.Parse(caller)));
            services?.Invoke(added);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The test server has no connections, and so no addresses.</summary>
    private sealed class ComesFrom(IPAddress caller) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, rest) =>
                    {
                        http.Connection.RemoteIpAddress = caller;
                        return rest(http);
                    }
                );
                next(app);
            };
    }
}
