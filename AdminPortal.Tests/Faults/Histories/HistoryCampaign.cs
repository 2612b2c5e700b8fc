using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminPortal.Tests.Faults.Histories;

/// <summary>Several portal processes on one database, concurrent callers that alternate between them, and faults: killed portals and broken
/// connections. All calls and responses are recorded. What each caller does follows from the seed; the interleaving does not.</summary>
internal sealed class HistoryCampaign : IAsyncDisposable
{
    private const int Numbers = 12;
    private const int Businesses = 16;
    private const int Callers = 8;

    /// <summary>Calls between two faults.</summary>
    private const int CallsBetween = 150;

    private readonly TestPortal _portal;
    private readonly PostgresCluster? _server;
    private readonly List<PortalProcess> _portals;
    private readonly int _seed;
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly Dictionary<string, string> _keys = [];
    private IReadOnlyList<string> _numbers = [];
    private IReadOnlyList<Guid> _businesses = [];
    private int _lastId;

    private HistoryCampaign(TestPortal portal, PostgresCluster? server, List<PortalProcess> portals, int seed) =>
        (_portal, _server, _portals, _seed) = (portal, server, portals, seed);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The calls and responses so far, in the order of the responses.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>How often a portal was killed, connections were broken, the server restarted.</summary>
    public (int Kills, int Cuts, int Restarts) Faults { get; private set; }

    /// <param name="server">The PostgreSQL server of <paramref name="portal"/>, to be restarted; null for SQLite.</param>
    public static async Task<HistoryCampaign> StartAsync(TestPortal portal, PostgresCluster? server, int portals, int seed)
    {
        var settings = PortalProcess.Settings(portal.Database.Settings.Provider.ToString(), portal.ConnectionString);
        settings["RateLimits:Enabled"] = "false";
        var campaign = new HistoryCampaign(
            portal,
            server,
            [.. Enumerable.Range(0, portals).Select(_ => new PortalProcess(settings))],
            seed
        );
        campaign._numbers = await portal.AddNumbersAsync(Numbers);
        campaign._businesses = await portal.AddBusinessesAsync(Businesses);
        for (var i = 0; i < Callers; i++)
            await campaign.AddKeyAsync($"caller {i}", PortalRole.Admin, null);
        foreach (var business in campaign._businesses)
            await campaign.AddKeyAsync($"{business}", PortalRole.Business, business);
        await Task.WhenAll(campaign._portals.Select(p => p.StartAsync()));
        return campaign;
    }

    /// <summary>Runs until so many faults happened; every portal is running again at the end.</summary>
    public async Task RunAsync(int faults)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var callers = Enumerable
            .Range(0, Callers)
            .Select(i => Task.Run(() => CallAsync($"caller {i}", new Random(_seed * 1000 + i), stop.Token)))
            .ToList();
        var random = new Random(_seed);
        for (var fault = 0; fault < faults; fault++)
        {
            await UntilCalledAsync(CallsBetween, callers);
            await BreakAsync(fault, random);
        }

        await UntilCalledAsync(CallsBetween, callers);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await ReadAllAsync();
    }

    /// <summary>The calls that ledger and audit do not explain.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(IReadOnlyList<RecordedCall> calls)
    {
        await using var db = _portal.Database.CreateReadContext();
        var events = await db.AuditEvents.ToListAsync(Cancel);
        return new HistoryChecker(calls, events, await db.Assignments.ToListAsync(Cancel)).Check();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var portal in _portals)
            await portal.DisposeAsync();
    }

    private async Task AddKeyAsync(string name, PortalRole role, Guid? business) =>
        _keys[name] = (await _portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, name, role, business, null, Cancel)).Value!.Key;

    private async Task UntilCalledAsync(int count, List<Task> callers)
    {
        var from = _calls.Count;
        while (_calls.Count(c => c.Status != 0) < from + count && !callers.Any(c => c.IsFaulted))
            await Task.Delay(20, Cancel);
    }

    private async Task BreakAsync(int turn, Random random)
    {
        var victim = _portals[random.Next(_portals.Count)];
        switch (_server is null ? 0 : turn % 4)
        {
            case 0:
                victim.Kill();
                await victim.StartAsync();
                Faults = Faults with { Kills = Faults.Kills + 1 };
                break;
            case 3:
                await _server!.RestartAsync();
                Faults = Faults with { Restarts = Faults.Restarts + 1 };
                break;
            default:
                await CutAsync(random.Next(20, 101));
                Faults = Faults with { Cuts = Faults.Cuts + 1 };
                break;
        }
    }

    /// <summary>Terminates this percentage of the database's sessions, in the middle of their work.</summary>
    private async Task CutAsync(int percent)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_portal.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(Cancel);
        await using var cut = new NpgsqlCommand(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND abs(hashint4(pid)) % 100 < $1
            """,
            connection
        );
        cut.Parameters.Add(new NpgsqlParameter { Value = percent });
        await cut.ExecuteScalarAsync(Cancel);
    }

    private async Task CallAsync(string caller, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var number = _numbers[random.Next(_numbers.Count)];
            var business = _businesses[random.Next(_businesses.Count)];
            switch (random.Next(10))
            {
                case 0:
                    await SendAsync(New(CallKind.ReadBusiness, caller, null, business), random, null, stop);
                    break;
                case 1:
                    await SendAsync(New(CallKind.ReadHistory, caller, number, null), random, null, stop);
                    break;
                case 2:
                    await SendAsync(New(CallKind.ReadOwn, $"{business}", null, business), random, null, stop);
                    break;
                case 3:
                    await SendAsync(New(CallKind.Count, caller, null, null), random, null, stop);
                    break;
                case 4 or 5 or 6:
                    await SendAsync(
                        New(CallKind.Provision, caller, null, business),
                        random,
                        new { business_id = business, wait = random.Next(6) == 0 },
                        stop
                    );
                    break;
                default:
                    await MoveAsync(caller, number, business, random, stop);
                    break;
            }
        }
    }

    /// <summary>Reads the number, and tries an action that its state allows, or one that it does not.</summary>
    private async Task MoveAsync(string caller, string number, Guid business, Random random, CancellationToken stop)
    {
        var looked = await SendAsync(New(CallKind.ReadNumber, caller, number, null), random, null, stop);
        if (!looked.IsDone)
            return;
        var kind = (looked.Text("status"), random.Next(3)) switch
        {
            ("available", 0) or (_, _) when random.Next(20) == 0 => CallKind.Assign,
            ("assigned", 0) => CallKind.Reassign,
            ("assigned", _) => CallKind.Release,
            ("quarantined", 0) => CallKind.UndoRelease,
            ("quarantined", _) => CallKind.EndQuarantine,
            _ => CallKind.Assign,
        };
        var call = New(kind, caller, number, kind is CallKind.Assign or CallKind.Reassign ? business : null) with
        {
            Seen = random.Next(3) == 0 ? looked.Body.GetProperty("row_version").GetInt64() : null,
        };
        object body = kind switch
        {
            CallKind.Assign or CallKind.Reassign => new
            {
                business_id = business,
                reason = call.Id,
                row_version = call.Seen,
            },
            CallKind.UndoRelease => new { row_version = call.Seen },
            _ => new { reason = call.Id, row_version = call.Seen },
        };
        await SendAsync(call, random, body, stop);
    }

    private RecordedCall New(CallKind kind, string caller, string? number, Guid? business) =>
        new($"call-{Interlocked.Increment(ref _lastId)}", kind, caller, number, business, default, null, 0, default);

    /// <summary>Sends a call to a portal; without a response, or after a refusal that is temporary, a call with a key is repeated on any
    /// portal.</summary>
    private async Task<RecordedCall> SendAsync(RecordedCall call, Random random, object? body, CancellationToken stop)
    {
        if (body is not null && random.Next(3) == 0)
            call = call with { Key = call.Id };
        for (var attempt = 1; ; attempt++)
        {
            var answered = await SendOnceAsync(call, _portals[random.Next(_portals.Count)].Client, body);
            _calls.Enqueue(answered);
            var isLost = answered.Status is 0 or 503;
            if (isLost)
                await Task.Delay(random.Next(1, 100), Cancel);
            if (call.Key is null || stop.IsCancellationRequested || attempt == 4 || (!isLost && random.Next(3) != 0))
                return answered;
        }
    }

    private async Task<RecordedCall> SendOnceAsync(RecordedCall call, HttpClient client, object? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, PathOf(call));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _keys[call.Caller]);
        if (call.Key is not null)
            request.Headers.Add("Idempotency-Key", call.Key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        call = call with { Start = DateTimeOffset.UtcNow };
        try
        {
            using var answer = await client.SendAsync(request, Cancel);
            var shown = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            return call with
            {
                End = DateTimeOffset.UtcNow,
                Status = (int)answer.StatusCode,
                Body = shown,
                IsReplay = answer.Headers.Contains("Idempotency-Replayed"),
            };
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException or SocketException or JsonException
                || (error is OperationCanceledException && !Cancel.IsCancellationRequested)
            )
        {
            return call;
        }
    }

    private static string PathOf(RecordedCall call)
    {
        var number = $"/api/admin/phone-numbers/{Uri.EscapeDataString(call.Number ?? "")}";
        return call.Kind switch
        {
            CallKind.Provision => "/api/phone/provision",
            CallKind.Assign => $"{number}/assign",
            CallKind.Reassign => $"{number}/reassign",
            CallKind.Release => $"{number}/release",
            CallKind.UndoRelease => $"{number}/undo-release",
            CallKind.EndQuarantine => $"{number}/end-quarantine",
            CallKind.ReadNumber => number,
            CallKind.ReadHistory => $"{number}/history",
            CallKind.ReadBusiness => $"/api/admin/businesses/{call.Business}",
            CallKind.ReadOwn => "/api/business/me",
            CallKind.Count => "/api/admin/phone-numbers/summary",
            _ => throw new InvalidOperationException($"No path for {call.Kind}."),
        };
    }

    /// <summary>Reads every record from every portal when nothing is running.</summary>
    private async Task ReadAllAsync()
    {
        foreach (var portal in _portals)
        {
            foreach (var number in _numbers)
                _calls.Enqueue(await SendOnceAsync(New(CallKind.ReadNumber, "caller 0", number, null), portal.Client, null));
            foreach (var business in _businesses)
                _calls.Enqueue(await SendOnceAsync(New(CallKind.ReadBusiness, "caller 0", null, business), portal.Client, null));
        }
    }
}
