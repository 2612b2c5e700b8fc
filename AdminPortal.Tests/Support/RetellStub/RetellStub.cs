using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Support;

/// <summary>Retell on a loopback port: the requests that the portal makes, with their validation, on a stored account. A test can inspect
/// the account, change it as a user would on Retell's own pages, and choose which requests fail (<see cref="Faults"/>).</summary>
public sealed class RetellStub : IAsyncDisposable
{
    public const string ApiKey = "key_of_the_stub";

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly RetellAccount _account;
    private readonly List<StubCall> _calls = [];
    private readonly List<(int At, Action Act)> _late = [];
    private readonly CancellationTokenSource _closing = new();
    private WebApplication? _app;

    private RetellStub(TimeProvider clock) => (_clock, _account) = (clock, new RetellAccount(clock));

    public Uri Url { get; private set; } = null!;

    /// <summary>Which requests fail.</summary>
    public CallFaults Faults { get; } = new();

    public IReadOnlyList<StubAgent> Agents => Read(a => a.Agents.Values.ToList());

    public IReadOnlyList<StubLlm> Llms => Read(a => a.Llms.Values.ToList());

    public IReadOnlyList<StubPhoneCall> PhoneCalls => Read(a => a.PhoneCalls);

    public IReadOnlyList<StubNumber> Numbers => Read(a => a.Numbers.Values.ToList());

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<StubCall> Calls => Read(_ => _calls.ToList());

    /// <summary>How many accepted requests are still pending.</summary>
    public int LateCount => Read(_ => _late.Count);

    /// <summary>Whether a published version cannot be changed, so that a draft must be created first, as documented by Retell. Off: a
    /// change creates a version automatically.</summary>
    public bool FreezesPublished
    {
        set => Change(a => a.FreezesPublished = value);
    }

    /// <summary>Off: a search returns everything, like a server without the parameter.</summary>
    public bool HeedsQueries
    {
        set => Change(a => a.HeedsQueries = value);
    }

    /// <summary>Whether each page of a list refers to itself.</summary>
    public bool RepeatsKeys
    {
        set => Change(a => a.RepeatsKeys = value);
    }

    /// <summary>The largest page, whatever is requested.</summary>
    public int LargestPage
    {
        set => Change(a => a.LargestPage = value);
    }

    /// <summary>Whether a search filters after paging, so that pages may be short or empty.</summary>
    public bool FiltersAfterPaging
    {
        set => Change(a => a.FiltersAfterPaging = value);
    }

    /// <summary>Whether numbers can be bought.</summary>
    public bool HasFunds
    {
        set => Change(a => a.HasFunds = value);
    }

    /// <summary>Makes a number one that somebody else has, so that it cannot be bought.</summary>
    public void SellElsewhere(string number) => Change(a => a.Gone.Add(number));

    /// <summary>While on, lists do not contain new agents; reading one by id works.</summary>
    public bool ListsLag
    {
        set => Change(a => a.ListsLag = value);
    }

    public static async Task<RetellStub> StartAsync(TimeProvider? clock = null)
    {
        var stub = new RetellStub(clock ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(stub.TakeAsync);
        await app.StartAsync();
        stub._app = app;
        stub._account.SampleBase = stub.Url = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        );
        return stub;
    }

    /// <summary>The settings of a portal that uses this stub.</summary>
    public (string Key, string Value)[] Settings =>
        [
            ("Agents:Provider", "Retell"),
            ("Retell:ApiKey", ApiKey),
            ("Retell:BaseUrl", Url.ToString()),
            ("Retell:TimeoutSeconds", "1"),
            ("Retell:TerminationUri", "trunk.pstn.example.com"),
        ];

    /// <summary>Completes pending requests. Returns how many.</summary>
    public int FinishLate()
    {
        lock (_lock)
            return RunLate(int.MaxValue);
    }

    /// <summary>Clears the recorded requests.</summary>
    public void ForgetCalls() => Change(_ => _calls.Clear());

    /// <summary>Adds an LLM as if somebody had created it.</summary>
    public StubLlm AddLlm(string? mark = null, string prompt = "", string greeting = "", DateTimeOffset? modified = null) =>
        Change(a =>
        {
            var llm = new StubLlm(
                a.NewId("llm"),
                prompt,
                greeting,
                greeting.Length == 0 ? "user" : "agent",
                mark is null
                    ? ImmutableSortedDictionary<string, string>.Empty
                    : ImmutableSortedDictionary<string, string>.Empty.Add("ap_mark", mark),
                0,
                false,
                (modified ?? _clock.GetUtcNow()).ToUnixTimeMilliseconds()
            );
            a.Llms = a.Llms.Add(llm.Id, llm);
            return llm;
        });

    /// <summary>Adds an agent as if somebody had created it, with its own LLM unless one is given.</summary>
    public StubAgent AddAgent(string name, string? llmId = null, bool published = true)
    {
        var llm = llmId ?? AddLlm().Id;
        return Change(a =>
        {
            var agent = new StubAgent(
                a.NewId("agent"),
                name,
                "11labs-Adrian",
                "en-US",
                llm,
                0,
                published,
                _clock.GetUtcNow().ToUnixTimeMilliseconds()
            );
            a.Agents = a.Agents.Add(agent.Id, agent);
            return agent;
        });
    }

    /// <summary>Changes an agent as on Retell's own pages, without validation.</summary>
    public void ChangeAgent(string id, Func<StubAgent, StubAgent> change) =>
        Change(a => a.Agents = a.Agents.SetItem(id, change(a.Agents[id])));

    public void ChangeLlm(string id, Func<StubLlm, StubLlm> change) => Change(a => a.Llms = a.Llms.SetItem(id, change(a.Llms[id])));

    public void RemoveAgent(string id) => Change(a => a.Agents = a.Agents.Remove(id));

    public void RemoveLlm(string id) => Change(a => a.Llms = a.Llms.Remove(id));

    /// <summary>Adds a number, or changes its agents.</summary>
    public void SetNumber(string number, params string[] agentIds) =>
        Change(a => a.Numbers = a.Numbers.SetItem(number, new StubNumber(number, [.. agentIds], null)));

    /// <summary>Changes a number as on Retell's own pages.</summary>
    public void ChangeNumber(string number, Func<StubNumber, StubNumber> change) =>
        Change(a => a.Numbers = a.Numbers.SetItem(number, change(a.Numbers[number])));

    public void RemoveNumber(string number) => Change(a => a.Numbers = a.Numbers.Remove(number));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        // A late request is completed when its HTTP request has ended.
        var (method, path) = (http.Request.Method, http.Request.Path.Value!);
        var route = $"{method} {path}";
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var query = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        var fault = Faults.Take(route);

        // Samples are files on another server, which must not get the key.
        var isSample = path.StartsWith("/samples/", StringComparison.Ordinal);
        var isKnown = isSample ? http.Request.Headers.Authorization.Count == 0 : http.Request.Headers.Authorization == $"Bearer {ApiKey}";
        StubAnswer? answer;
        lock (_lock)
        {
            RunLate(_calls.Count);
            answer = Answer();
            var told = fault
                is CallFault.Hang
                    or CallFault.Drop
                    or CallFault.ActLate
                    or CallFault.ActAndDrop
                    or CallFault.ActAndHang
                    or CallFault.ActAndCutShort
                ? 0
                : answer?.Status ?? 0;
            _calls.Add(new StubCall(method, path, body, fault, told));
        }

        await TellAsync(http, fault, answer);

        StubAnswer? Answer()
        {
            if (!isKnown)
                return StubAnswer.Refused(401, "API key is invalid.");
            switch (fault)
            {
                case CallFault.Hang or CallFault.Drop:
                    return null;
                case CallFault.Fail:
                    return StubAnswer.Refused(500, "An unexpected server error occurred.");
                case CallFault.Throttle:
                    return StubAnswer.Refused(429, "Account rate limited, please throttle your requests.");
                case CallFault.Stale:
                    return StubAnswer.Refused(412, "The version was changed meanwhile.");
                case CallFault.ActLate:
                    _late.Add((_calls.Count + 1 + Faults.LateAfter, () => _account.Act(method, path, query, body)));
                    return null;
                case CallFault.Lose:
                    var (agents, llms, numbers) = (_account.Agents, _account.Llms, _account.Numbers);
                    var pretended = _account.Act(method, path, query, body);
                    (_account.Agents, _account.Llms, _account.Numbers) = (agents, llms, numbers);
                    return pretended;
                default:
                    var done = _account.Act(method, path, query, body);
                    return fault == CallFault.ActAndFail ? StubAnswer.Refused(500, "An unexpected server error occurred.") : done;
            }
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
                http.Response.Headers.RetryAfter = Faults.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
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

    private int RunLate(int at)
    {
        var due = _late.Where(l => l.At <= at).ToList();
        _late.RemoveAll(l => l.At <= at);
        foreach (var late in due)
            late.Act();
        return due.Count;
    }

    private T Read<T>(Func<RetellAccount, T> read)
    {
        lock (_lock)
            return read(_account);
    }

    private T Change<T>(Func<RetellAccount, T> change)
    {
        lock (_lock)
            return change(_account);
    }

    private void Change(Action<RetellAccount> change)
    {
        lock (_lock)
            change(_account);
    }
}
