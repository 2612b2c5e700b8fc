using System.Net;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Components;

/// <summary>The whole portal in this process, asked from an address that the test chooses.</summary>
internal sealed class PagesApp(string environment, string caller = "127.0.0.1", Action<IServiceCollection>? services = null) : WebApplicationFactory<Program>
{
    private readonly TempFolder _folder = new();

    /// <summary>Asks as a browser does, and follows no redirects.</summary>
    public async Task<(HttpStatusCode Status, string Text, Uri? Location)> AskAsync(string path, string host = "localhost", params (string Name, string Value)[] headers)
    {
        using var client = CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new Uri($"http://{host}/") });
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Location);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSolutionRelativeContentRoot("");
        builder.UseEnvironment(environment);
        builder.UseSetting("Database:Provider", "Sqlite");
        builder.UseSetting("ConnectionStrings:Portal", _folder.SqliteConnectionString());
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

    /// <summary>The test server has no connections, so no addresses.</summary>
    private sealed class ComesFrom(IPAddress caller) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Connection.RemoteIpAddress = caller;
                return rest(http);
            });
            next(app);
        };
    }
}
