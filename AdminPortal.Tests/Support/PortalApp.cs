using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AdminPortal.Background;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Support;

/// <summary>The whole portal in this process, with its own SQLite file and a key for each kind of caller.</summary>
public class PortalApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly TempFolder _folder = TempFolder.WithDatabase();
    private static int s_lastNumber = 2_000_000;

    /// <summary>Settings in addition to the database's.</summary>
    internal Dictionary<string, string> Settings { get; } = [];

    /// <summary>The portal's clock; the system's unless set before the start.</summary>
    internal TimeProvider? Clock { get; init; }

    /// <summary>Callers with a key of each role; <see cref="Nobody"/> has none.</summary>
    public HttpClient Admin { get; private set; } = null!;
    public HttpClient Support { get; private set; } = null!;
    public HttpClient Viewer { get; private set; } = null!;
    public HttpClient Acme { get; private set; } = null!;
    public HttpClient Nobody { get; private set; } = null!;

    /// <summary>The business of <see cref="Acme"/>.</summary>
    public Guid AcmeId { get; private set; }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public virtual async ValueTask InitializeAsync()
    {
        Nobody = CreateClient();
        Admin = CallerWith(await MakeKeyAsync(PortalRole.Admin));
        Support = CallerWith(await MakeKeyAsync(PortalRole.Support));
        Viewer = CallerWith(await MakeKeyAsync(PortalRole.Viewer));
        AcmeId = await AddBusinessAsync("Acme Dental");
        Acme = CallerWith(await MakeKeyAsync(PortalRole.Business, AcmeId));
    }

    public HttpClient CallerWith(string key)
    {
        var client = CreateClient(
            new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress }
        );
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public async Task<string> MakeKeyAsync(PortalRole role, Guid? business = null, int? expiresDays = null) =>
        Done(await Get<ApiKeyService>().CreateAsync(Actor.System, $"test {role}", role, business, expiresDays, CancellationToken.None)).Key;

    public async Task<Guid> AddBusinessAsync(string name = "A business") =>
        Done(await Get<BusinessService>().CreateAsync(Actor.System, new NewBusiness(name), CancellationToken.None)).Id;

    /// <summary>Adds a number that no other test of the run uses.</summary>
    public async Task<string> AddNumberAsync()
    {
        var number = NewNumber();
        Assert.Equal(1, Done(await Get<NumberService>().AddAsync(Actor.System, [number], CancellationToken.None)).Added);
        return number;
    }

    /// <summary>A number that no other test of the run uses, in E.164.</summary>
    public static string NewNumber() => string.Create(CultureInfo.InvariantCulture, $"+1888{Interlocked.Increment(ref s_lastNumber)}");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSolutionRelativeContentRoot("");
        builder.UseEnvironment("Production");
        builder.UseSetting("Database:Provider", "Sqlite");
        builder.UseSetting("ConnectionStrings:Portal", _folder.SqliteConnectionString());
        builder.UseSetting("Agents:Simulated:DelayMilliseconds", "0");
        builder.UseSetting("Suppliers:Simulated:DelayMilliseconds", "0");
        builder.ConfigureLogging(log => log.ClearProviders());
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
        // Its link would be printed into the test output, once for each portal.
        builder.ConfigureTestServices(services => services.Remove(services.Single(s => s.ImplementationType == typeof(FirstAdminLink))));
        if (Clock is not null)
            builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton(Clock)));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static T Done<T>(Outcome<T> outcome) => outcome.Value ?? throw new InvalidOperationException(outcome.ToString());
}

/// <summary>Calls the API in one line, and reads the response.</summary>
internal static class ApiCalls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The address of a number, with its plus sign encoded.</summary>
    public static string At(string number, string move = "") => $"/api/admin/phone-numbers/{Uri.EscapeDataString(number)}{move}";

    /// <summary>Sends a request; <paramref name="body"/> is JSON text or an object to serialize.</summary>
    public static async Task<ApiReply> SendAsync(
        this HttpClient client,
        string method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, Cancel);
        return new ApiReply(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(Cancel),
            response
                .Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase)
        );
    }

    public static Task<ApiReply> GetApiAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.SendAsync("GET", path, null, headers);

    public static Task<ApiReply> PostApiAsync(
        this HttpClient client,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    ) => client.SendAsync("POST", path, body, headers);
}

/// <summary>A response of the API.</summary>
internal sealed record ApiReply(int Status, string? MediaType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public JsonElement this[string name] => Json.GetProperty(name);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The names of the body's fields, in order.</summary>
    public IEnumerable<string> Fields => Json.EnumerateObject().Select(p => p.Name);

    /// <summary>Fails unless this is a JSON response with that status.</summary>
    public ApiReply Is(int status)
    {
        Assert.True(status == Status, $"{Status} instead of {status}: {Text}");
        return this;
    }

    /// <summary>Fails unless this is a complete problem response with that status.</summary>
    public ApiReply IsProblem(int status, string? error = null)
    {
        Is(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(status, this["status"].GetInt32());
        Assert.All(["type", "title", "detail", "error"], name => Assert.NotEmpty(this[name].GetString()!));
        if (error is not null)
            Assert.Equal(error, this["error"].GetString());
        Assert.DoesNotContain("   at ", Text);
        return this;
    }

    public override string ToString() => $"{Status} {Text}";
}
