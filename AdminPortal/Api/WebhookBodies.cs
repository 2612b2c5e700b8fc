using System.Buffers;
using System.Net;
using AdminPortal.Security;

namespace AdminPortal.Api;

/// <summary>How reading a body ended.</summary>
internal enum BodyEnd
{
    Read,
    TooLarge,
    TooSlow,

    /// <summary>Too many bodies are being read: another one replaced this one, or there was no room.</summary>
    NoRoom,
}

/// <summary>Reads the bodies of webhooks. Whether one is genuine is known only after its last byte, so strangers can make the portal read.
/// This limits concurrent reads, buffered bytes over all callers, and the duration. A new one always gets a place: the oldest of the
/// address that has most is evicted, so that a genuine one, which is sent without delay, finishes before its turn.</summary>
internal sealed class WebhookBodies(TimeProvider clock)
{
    public const int MostAtOnce = 64;
    public const int MostBody = 4 * 1024 * 1024;
    public const long MostHeld = 32 * 1024 * 1024;

    /// <summary>Retell's own timeout is ten seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();

    // Oldest first.
    private readonly List<WebhookBody> _reading = [];
    private long _held;

    /// <summary>Bytes buffered now, over all callers.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Takes a place; dispose it when the body is processed.</summary>
    public WebhookBody Enter(IPAddress? from)
    {
        var body = new WebhookBody(this, CallerAddress.BucketOf(from), clock);
        lock (_lock)
        {
            if (_reading.Count >= MostAtOnce && MostGreedy() is { } victim)
                Evict(victim);
            if (_reading.Count >= MostAtOnce)
                body.Evict();
            else
                _reading.Add(body);
        }

        return body;
    }

    /// <summary>Requests more room. The oldest of the address that holds most is evicted; the requester if there is no other.</summary>
    internal bool TryHold(WebhookBody body, int more)
    {
        lock (_lock)
        {
            while (body.IsPlaced && _held + more > MostHeld)
            {
                if (
                    _reading.Where(b => b.IsEvictable && b != body).GroupBy(b => b.Bucket).MaxBy(g => g.Sum(b => (long)b.Holds))?.First()
                    is not { } victim
                )
                    return false;
                Evict(victim);
            }

            if (!body.IsPlaced)
                return false;
            _held += more;
            body.Holds += more;
            return true;
        }
    }

    internal void Leave(WebhookBody body)
    {
        lock (_lock)
            Remove(body);
    }

    private WebhookBody? MostGreedy() => _reading.Where(b => b.IsEvictable).GroupBy(b => b.Bucket).MaxBy(g => g.Count())?.First();

    private void Evict(WebhookBody body)
    {
        Remove(body);
        body.Evict();
    }

    private void Remove(WebhookBody body)
    {
        if (!_reading.Remove(body))
            return;
        _held -= body.Holds;
        (body.Holds, body.IsPlaced) = (0, false);
    }
}

/// <summary>The body of one webhook.</summary>
internal sealed class WebhookBody(WebhookBodies bodies, int bucket, TimeProvider clock) : IDisposable
{
    private const int First = 16 * 1024;

    private readonly CancellationTokenSource _evicted = new();
    private byte[]? _buffer;
    private int _length;

    public int Bucket => bucket;

    internal int Holds { get; set; }

    internal bool IsPlaced { get; set; } = true;

    internal bool IsEvictable { get; private set; } = true;

    /// <summary>The bytes read; valid until disposal.</summary>
    public Memory<byte> Bytes => _buffer.AsMemory(0, _length);

    public async Task<BodyEnd> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > WebhookBodies.MostBody)
            return BodyEnd.TooLarge;
        using var late = new CancellationTokenSource(WebhookBodies.Patience, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token, _evicted.Token);
        try
        {
            if (!Grow(First))
                return BodyEnd.NoRoom;
            int read;
            while ((read = await request.Body.ReadAsync(_buffer.AsMemory(_length), any.Token)) > 0)
            {
                _length += read;
                if (_length > WebhookBodies.MostBody)
                    return BodyEnd.TooLarge;
                // One byte more than the maximum, to detect a larger body.
                if (_length == _buffer!.Length && !Grow(Math.Min(2 * _length, WebhookBodies.MostBody + 1)))
                    return BodyEnd.NoRoom;
            }

            // A complete body is not evicted.
            IsEvictable = false;
            return _evicted.IsCancellationRequested ? BodyEnd.NoRoom : BodyEnd.Read;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return _evicted.IsCancellationRequested ? BodyEnd.NoRoom : BodyEnd.TooSlow;
        }
    }

    // Asynchronously: a continuation must not run inside the lock of the caller that evicts.
    internal void Evict() => _ = _evicted.CancelAsync();

    public void Dispose()
    {
        bodies.Leave(this);
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _evicted.Dispose();
    }

    private bool Grow(int size)
    {
        // The pool may return a larger array.
        var larger = ArrayPool<byte>.Shared.Rent(size);
        if (!bodies.TryHold(this, larger.Length - (_buffer?.Length ?? 0)))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        if (_buffer is not null)
        {
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
        return true;
    }
}
