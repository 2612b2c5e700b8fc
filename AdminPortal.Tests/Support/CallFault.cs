namespace AdminPortal.Tests.Support;

/// <summary>Failures of a request to an outside service.</summary>
public enum CallFault
{
    /// <summary>None: the request is answered.</summary>
    None,

    /// <summary>Not done, and no response while the caller waits.</summary>
    Hang,

    /// <summary>Not done: 500.</summary>
    Fail,

    /// <summary>Not done; the connection breaks.</summary>
    Drop,

    /// <summary>Not done: 429 with <c>Retry-After</c>.</summary>
    Throttle,

    /// <summary>Not done: 412, changed concurrently.</summary>
    Stale,

    /// <summary>Not done, but reported as done.</summary>
    Lose,

    /// <summary>Done; the connection breaks.</summary>
    ActAndDrop,

    /// <summary>Done; half of the response is sent, then the connection breaks.</summary>
    ActAndCutShort,

    /// <summary>Done: 500.</summary>
    ActAndFail,

    /// <summary>Done, and no response while the caller waits.</summary>
    ActAndHang,

    /// <summary>Done; the response is 200 without JSON.</summary>
    ActAndGarble,

    /// <summary>The connection breaks, and it is done later: after <see cref="CallFaults.LateAfter"/> more requests, or when
    /// the stub's <c>FinishLate</c> is called.</summary>
    ActLate,

    /// <summary>Done, with a response after <see cref="CallFaults.SlowFor"/>.</summary>
    Slow,
}

/// <summary>Which requests fail, and how: scripted, or random with a seed.</summary>
public sealed class CallFaults
{
    private readonly Lock _lock = new();
    private readonly List<(string Route, CallFault Fault, int Times)> _told = [];
    private Random? _chance;
    private int _percent;
    private IReadOnlyList<CallFault> _kinds = [];

    /// <summary>Failures without waiting, so that a test can have thousands.</summary>
    public static readonly IReadOnlyList<CallFault> Quick =
    [
        CallFault.Fail,
        CallFault.Drop,
        CallFault.Throttle,
        CallFault.ActAndDrop,
        CallFault.ActAndCutShort,
        CallFault.ActAndFail,
        CallFault.ActAndGarble,
        CallFault.ActLate,
    ];

    /// <summary>Duration of <see cref="CallFault.Slow"/>.</summary>
    public TimeSpan SlowFor { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The Retry-After of <see cref="CallFault.Throttle"/>.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>How many more requests come before a late one is done.</summary>
    public int LateAfter { get; set; } = 3;

    /// <summary>Makes the next requests of a route fail, in the given order.</summary>
    /// <param name="route">The start of the request, such as <c>POST /create-agent</c>; empty for any.</param>
    public CallFaults Next(string route, CallFault fault, int times = 1)
    {
        lock (_lock)
            _told.Add((route, fault, times));
        return this;
    }

    /// <summary>From now on this percentage of requests fails, the same ones for the same order of requests.</summary>
    public CallFaults Draw(int seed, int percent, IReadOnlyList<CallFault>? kinds = null)
    {
        lock (_lock)
            (_chance, _percent, _kinds) = (new Random(seed), percent, kinds ?? Quick);
        return this;
    }

    /// <summary>From now on nothing fails. Late requests are still pending.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _told.Clear();
            _chance = null;
        }
    }

    internal CallFault Take(string call)
    {
        lock (_lock)
        {
            var index = _told.FindIndex(t => call.StartsWith(t.Route, StringComparison.Ordinal));
            if (index >= 0)
            {
                var told = _told[index];
                if (told.Times > 1)
                    _told[index] = told with { Times = told.Times - 1 };
                else
                    _told.RemoveAt(index);
                return told.Fault;
            }

            return _chance is not null && _chance.Next(100) < _percent ? _kinds[_chance.Next(_kinds.Count)] : CallFault.None;
        }
    }
}
