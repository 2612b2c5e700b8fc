namespace AdminPortal.Tests.Support;

/// <summary>What can go wrong with a call to Retell.</summary>
public enum RetellFault
{
    /// <summary>Nothing: the call is answered.</summary>
    None,

    /// <summary>Not done, and no answer as long as the caller waits.</summary>
    Hang,

    /// <summary>Not done: 500.</summary>
    Fail,

    /// <summary>Not done; the connection is cut.</summary>
    Drop,

    /// <summary>Not done: 429 with <c>Retry-After</c>.</summary>
    Throttle,

    /// <summary>Not done: 412, somebody changed it meanwhile.</summary>
    Stale,

    /// <summary>Not done, and answered as if it were.</summary>
    Lose,

    /// <summary>Done; the connection is cut.</summary>
    ActAndDrop,

    /// <summary>Done; half of the answer comes, then the connection is cut.</summary>
    ActAndCutShort,

    /// <summary>Done: 500.</summary>
    ActAndFail,

    /// <summary>Done, and no answer as long as the caller waits.</summary>
    ActAndHang,

    /// <summary>Done; the answer is 200 and no JSON.</summary>
    ActAndGarble,

    /// <summary>
    /// The connection is cut, and it is done later: after <see cref="RetellFaults.LateAfter"/> more calls, or when <see
    /// cref="RetellStub.FinishLate"/> is called.
    /// </summary>
    ActLate,

    /// <summary>Done and answered, after <see cref="RetellFaults.SlowFor"/>.</summary>
    Slow,
}

/// <summary>Which calls go wrong, and how: told beforehand, or drawn from a seed.</summary>
public sealed class RetellFaults
{
    private readonly Lock _lock = new();
    private readonly List<(string Route, RetellFault Fault, int Times)> _told = [];
    private Random? _chance;
    private int _percent;
    private IReadOnlyList<RetellFault> _kinds = [];

    /// <summary>Faults that need no waiting, so that a test can have thousands.</summary>
    public static readonly IReadOnlyList<RetellFault> Quick =
    [
        RetellFault.Fail,
        RetellFault.Drop,
        RetellFault.Throttle,
        RetellFault.ActAndDrop,
        RetellFault.ActAndCutShort,
        RetellFault.ActAndFail,
        RetellFault.ActAndGarble,
        RetellFault.ActLate,
    ];

    /// <summary>How long <see cref="RetellFault.Slow"/> takes.</summary>
    public TimeSpan SlowFor { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What <see cref="RetellFault.Throttle"/> asks for.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>How many more calls come before one that is late is done.</summary>
    public int LateAfter { get; set; } = 3;

    /// <summary>The next calls of a route go wrong, each told fault after the ones told before.</summary>
    /// <param name="route">What the call begins with, such as <c>POST /create-agent</c>; empty for any call.</param>
    public RetellFaults Next(string route, RetellFault fault, int times = 1)
    {
        lock (_lock)
            _told.Add((route, fault, times));
        return this;
    }

    /// <summary>From now on so many calls of a hundred go wrong, the same ones each time that the calls come in the same order.</summary>
    public RetellFaults Draw(int seed, int percent, IReadOnlyList<RetellFault>? kinds = null)
    {
        lock (_lock)
            (_chance, _percent, _kinds) = (new Random(seed), percent, kinds ?? Quick);
        return this;
    }

    /// <summary>From now on nothing goes wrong. What is late is still to come.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _told.Clear();
            _chance = null;
        }
    }

    internal RetellFault Take(string call)
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

            return _chance is not null && _chance.Next(100) < _percent ? _kinds[_chance.Next(_kinds.Count)] : RetellFault.None;
        }
    }
}
