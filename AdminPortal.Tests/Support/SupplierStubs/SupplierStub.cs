using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Support;

/// <summary>A request that a supplier's stub got.</summary>
internal sealed record StubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, string Body)
{
    /// <summary>A form's fields; a JSON body has none.</summary>
    public IReadOnlyDictionary<string, string> Form =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Body).ToDictionary(f => f.Key, f => f.Value.ToString());

    public string? Asked(string name) => Query.GetValueOrDefault(name);
}

/// <summary>
/// A supplier of numbers on a loopback port, with an account that is kept. A test looks at the account, changes it as a person would in the
/// supplier's own pages, and says which calls go wrong (<see cref="Faults"/>).
/// </summary>
internal abstract class SupplierStub : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<StubCall> _calls = [];
    private readonly List<(int At, Action Act)> _late = [];
    private readonly CancellationTokenSource _closing = new();
    private WebApplication? _app;

    public Uri Url { get; private set; } = null!;

    /// <summary>Which calls go wrong. A route is such as <c>POST /number_orders</c>.</summary>
    public CallFaults Faults { get; } = new();

    /// <summary>Numbers that can be bought.</summary>
    public IList<string> Offered { get; } = [];

    /// <summary>Whether the account has the money for another number.</summary>
    public bool HasFunds { get; set; } = true;

    /// <summary>The most that a page of a list holds, whatever is asked for.</summary>
    public int LargestPage { get; set; } = 1000;

    /// <summary>While on, lists do not show what is bought.</summary>
    public bool ListsLag { get; set; }

    /// <summary>All calls so far, in the order in which they came.</summary>
    public IReadOnlyList<StubCall> Calls => Locked(() => _calls.ToList());

    /// <summary>The calls that buy.</summary>
    public IReadOnlyList<StubCall> Purchases => [.. Calls.Where(c => c.Route == PurchaseRoute)];

    /// <summary>The call that buys.</summary>
    public abstract string PurchaseRoute { get; }

    /// <summary>The numbers that the account has.</summary>
    public abstract IReadOnlyList<string> Owned { get; }

    /// <summary>The settings of a portal that uses this stub.</summary>
    public abstract (string Key, string Value)[] Settings { get; }

    /// <summary>Does what was accepted and not done yet.</summary>
    public void FinishLate() =>
        Locked(() =>
        {
            RunLate(int.MaxValue);
            return true;
        });

    protected abstract string Authorization { get; }

    protected abstract StubAnswer Act(StubRequest request);

    /// <summary>A refusal in the supplier's own shape.</summary>
    protected abstract StubAnswer Refuse(int status, string code, string message);

    protected abstract StubAnswer WrongCredentials { get; }

    protected T Locked<T>(Func<T> act)
    {
        lock (_lock)
            return act();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        _closing.Dispose();
    }

    protected static async Task<T> StartAsync<T>(T stub)
        where T : SupplierStub
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(stub.TakeAsync);
        await app.StartAsync();
        stub._app = app;
        stub.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return stub;
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var request = new StubRequest(
            http.Request.Method,
            http.Request.Path.Value!,
            http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            await reader.ReadToEndAsync(http.RequestAborted)
        );
        var fault = Faults.Take($"{request.Method} {request.Path}");
        var isKnown = http.Request.Headers.Authorization == Authorization;
        StubAnswer? answer;
        lock (_lock)
        {
            RunLate(_calls.Count);
            answer = !isKnown ? WrongCredentials : Answer(request, fault);
            _calls.Add(new(request.Method, request.Path, request.Body, fault, answer?.Status ?? 0));
        }

        await TellAsync(http, fault, answer);
    }

    private StubAnswer? Answer(StubRequest request, CallFault fault)
    {
        switch (fault)
        {
            case CallFault.Hang or CallFault.Drop:
                return null;
            case CallFault.Fail:
                return Refuse(500, "20500", "Internal server error");
            case CallFault.Throttle:
                return Refuse(429, "20429", "Too many requests");
            case CallFault.ActLate:
                _late.Add((_calls.Count + 1 + Faults.LateAfter, () => Act(request)));
                return null;
            default:
                var done = Act(request);
                return fault == CallFault.ActAndFail ? Refuse(500, "20500", "Internal server error") : done;
        }
    }

    private void RunLate(int at)
    {
        foreach (var late in _late.Where(l => l.At <= at).ToList())
        {
            _late.Remove(late);
            late.Act();
        }
    }

    private async Task TellAsync(HttpContext http, CallFault fault, StubAnswer? answer)
    {
        switch (fault)
        {
            case CallFault.Drop or CallFault.ActAndDrop or CallFault.ActLate:
                http.Abort();
                return;
            case CallFault.Hang or CallFault.ActAndHang:
                using (var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token))
                    await Task.Delay(Timeout.InfiniteTimeSpan, over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                http.Abort();
                return;
            case CallFault.Slow:
                await Task.Delay(Faults.SlowFor);
                break;
            case CallFault.Throttle:
                WriteWait(http.Response.Headers, Faults.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture));
                break;
        }

        http.Response.StatusCode = fault == CallFault.ActAndGarble ? 200 : answer!.Status;
        if (answer!.Body is null && fault != CallFault.ActAndGarble)
            return;
        http.Response.ContentType = "application/json";
        var text = fault == CallFault.ActAndGarble ? "<html>" : answer.Body!.ToJsonString();
        if (fault != CallFault.ActAndCutShort)
        {
            await http.Response.WriteAsync(text);
            return;
        }

        http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        await http.Response.WriteAsync(text[..(text.Length / 2)]);
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    /// <summary>How the supplier says when to come back.</summary>
    protected virtual void WriteWait(IHeaderDictionary headers, string seconds) => headers.RetryAfter = seconds;

    protected static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);
}
