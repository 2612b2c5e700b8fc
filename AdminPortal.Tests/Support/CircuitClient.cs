using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace AdminPortal.Tests.Support;

/// <summary>
/// Speaks to the hub of live pages as a program would that no browser is: Blazor's protocol is SignalR over MessagePack, of which this knows as
/// much as it takes to open a page and to come back to one.
/// </summary>
internal sealed class CircuitClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];
    private int _calls;

    private CircuitClient()
    {
    }

    /// <summary>Opens a connection as whoever has these cookies.</summary>
    /// <param name="cookies">The value of the Cookie header; null for a stranger.</param>
    public static async Task<CircuitClient> ConnectAsync(Uri portal, string? cookies, CancellationToken cancel)
    {
        var client = new CircuitClient();
        if (cookies is not null)
            client._socket.Options.SetRequestHeader("Cookie", cookies);
        await client._socket.ConnectAsync(new UriBuilder(portal) { Scheme = "ws", Path = "/_blazor" }.Uri, cancel);
        await client._socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, cancel);
        while (!client._received.Contains(0x1E))
            await client.ReceiveAsync(cancel);
        client._received.RemoveRange(0, client._received.IndexOf(0x1E) + 1);
        return client;
    }

    /// <summary>Opens a live page; its secret id, or null when it was refused.</summary>
    public async Task<string?> StartAsync(Uri portal, CancellationToken cancel) =>
        await CallAsync("StartCircuit", [portal.AbsoluteUri, portal.AbsoluteUri, "[]", ""], cancel) as string;

    /// <summary>Comes back to a page; whether the portal let it.</summary>
    public async Task<bool> ComeBackAsync(string secret, CancellationToken cancel) => await CallAsync("ConnectCircuit", [secret], cancel) is true;

    /// <summary>Cuts the connection as a network does that fails.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<object?> CallAsync(string method, string[] arguments, CancellationToken cancel)
    {
        var id = $"{_calls++}";
        List<byte> call = [0x95, 1, 0x80];
        Write(call, id);
        Write(call, method);
        call.Add((byte)(0x90 + arguments.Length));
        foreach (var argument in arguments)
            Write(call, argument);
        List<byte> message = [];
        for (var length = call.Count; ; length >>= 7)
        {
            message.Add((byte)(length < 0x80 ? length : (length & 0x7F) | 0x80));
            if (length < 0x80)
                break;
        }

        message.AddRange(call);
        await _socket.SendAsync(message.ToArray(), WebSocketMessageType.Binary, true, cancel);
        while (true)
        {
            while (Next() is { } received)
                if (Answer(received, id) is (true, var answer))
                    return answer;
            await ReceiveAsync(cancel);
        }
    }

    /// <summary>The next whole message; null until one has come.</summary>
    private byte[]? Next()
    {
        var (length, at) = (0, 0);
        while (true)
        {
            if (at >= _received.Count)
                return null;
            length |= (_received[at] & 0x7F) << (7 * at);
            if (_received[at++] < 0x80)
                break;
        }

        if (_received.Count < at + length)
            return null;
        var message = _received.GetRange(at, length).ToArray();
        _received.RemoveRange(0, at + length);
        return message;
    }

    /// <summary>The answer in a completion of this call: [3, {}, id, kind, result].</summary>
    private static (bool IsIt, object? Answer) Answer(byte[] message, string id)
    {
        if (message is not [_, 3, 0x80, ..] || Text(message, 3, out var kindAt) != id)
            return (false, null);
        return message[kindAt] == 3 ? (true, message[kindAt + 1] switch { 0xC3 => true, 0xC2 => false, 0xC0 => null, _ => Text(message, kindAt + 1, out _) }) : (true, null);
    }

    private static void Write(List<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length < 32)
            to.Add((byte)(0xA0 + bytes.Length));
        else
            to.AddRange([0xDA, (byte)(bytes.Length >> 8), (byte)bytes.Length]);
        to.AddRange(bytes);
    }

    private static string? Text(byte[] message, int at, out int end)
    {
        var (length, start) = message[at] switch
        {
            >= 0xA0 and < 0xC0 => (message[at] & 0x1F, at + 1),
            0xD9 => (message[at + 1], at + 2),
            0xDA => ((message[at + 1] << 8) | message[at + 2], at + 3),
            _ => (-1, at),
        };
        end = start + Math.Max(0, length);
        return length < 0 ? null : Encoding.UTF8.GetString(message, start, length);
    }

    private async Task ReceiveAsync(CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var received = await _socket.ReceiveAsync(buffer, cancel);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            _received.AddRange(buffer[..received.Count]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
