using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace AdminPortal.Tests.Security;

/// <summary>The connection of a live page, as a browser's script makes it: SignalR over a WebSocket, in the framework's
/// MessagePack.</summary>
internal sealed class PageClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private int _held;
    private int _calls;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The server's calls to the page: function names with their first argument.</summary>
    public List<(string Function, object? First)> Told { get; } = [];

    public static async Task<PageClient> ConnectAsync(Uri portal, string cookie, string query = "")
    {
        var client = new PageClient();
        client._socket.Options.SetRequestHeader("Cookie", cookie);
        await client._socket.ConnectAsync(
            new UriBuilder(portal)
            {
                Scheme = "ws",
                Path = "/_blazor",
                Query = query,
            }.Uri,
            Cancel
        );
        await client._socket.SendAsync(
            Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"),
            WebSocketMessageType.Binary,
            true,
            Cancel
        );
        // "{}" and its end mark.
        await client.ReceiveAsync(3);
        client.Drop(3);
        return client;
    }

    /// <summary>Opens a page; returns its secret id, null if it was refused.</summary>
    public async Task<string?> StartAsync(Uri portal) =>
        await CallAsync("StartCircuit", portal.AbsoluteUri, portal.AbsoluteUri, "[]", "") as string;

    public async Task<bool> ReconnectAsync(string secret) => await CallAsync("ConnectCircuit", secret) is true;

    public async Task<string?> ResumeAsync(Uri portal, string secret) =>
        await CallAsync("ResumeCircuit", secret, portal.AbsoluteUri, portal.AbsoluteUri, "[]", "") as string;

    /// <summary>Waits until the server ends the connection.</summary>
    public async Task EndAsync()
    {
        try
        {
            while (_socket.State == WebSocketState.Open && await ReadAsync() is not null) { }
        }
        catch (WebSocketException)
        {
            // A broken connection is an end as well.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<object?> CallAsync(string method, params string[] arguments)
    {
        var id = (++_calls).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var body = new List<byte> { 0x96, 1, 0x80 };
        Write(body, id);
        Write(body, method);
        body.Add((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
            Write(body, argument);
        body.Add(0x90);
        var message = new List<byte>();
        for (var length = body.Count; ; length >>= 7)
        {
            message.Add((byte)(length > 0x7F ? length & 0x7F | 0x80 : length));
            if (length <= 0x7F)
                break;
        }

        message.AddRange(body);
        await _socket.SendAsync(message.ToArray(), WebSocketMessageType.Binary, true, Cancel);
        while (true)
        {
            var read = await ReadAsync() ?? throw new InvalidOperationException("The connection ended.");
            if (read is [1L, _, _, string function, object?[] told, ..])
                Told.Add((function, told.Length > 0 ? told[0] : null));
            if (read is [3L, _, string answered, long kind, ..] && answered == id)
                return kind == 1 ? throw new InvalidOperationException($"{method}: {read[4]}")
                    : kind == 3 ? read[4]
                    : null;
        }
    }

    /// <summary>The next message; null at the end.</summary>
    private async Task<object?[]?> ReadAsync()
    {
        var (length, bytes) = (0, 0);
        do
        {
            if (!await ReceiveAsync(bytes + 1))
                return null;
            length |= (_buffer[bytes] & 0x7F) << 7 * bytes;
        } while ((_buffer[bytes++] & 0x80) != 0);
        if (!await ReceiveAsync(bytes + length))
            return null;
        var at = bytes;
        var message = Read(_buffer, ref at) as object?[];
        Drop(bytes + length);
        return message;
    }

    private async Task<bool> ReceiveAsync(int least)
    {
        while (_held < least)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_held), Cancel);
            if (received.MessageType == WebSocketMessageType.Close)
                return false;
            _held += received.Count;
        }

        return true;
    }

    private void Drop(int bytes)
    {
        _buffer.AsSpan(bytes, _held - bytes).CopyTo(_buffer);
        _held -= bytes;
    }

    private static void Write(List<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        to.Add(0xDA);
        to.Add((byte)(bytes.Length >> 8));
        to.Add((byte)bytes.Length);
        to.AddRange(bytes);
    }

    /// <summary>One MessagePack value.</summary>
    private static object? Read(byte[] from, ref int at)
    {
        var type = from[at++];
        switch (type)
        {
            case <= 0x7F:
                return (long)type;
            case <= 0x8F:
                return Map(from, type & 0xF, ref at);
            case <= 0x9F:
                return List(from, type & 0xF, ref at);
            case <= 0xBF:
                return Text(from, type & 0x1F, ref at);
            case 0xC0:
                return null;
            case 0xC2:
                return false;
            case 0xC3:
                return true;
            case 0xC4:
                return Bytes(from, from[at++], ref at);
            case 0xC5:
                return Bytes(from, Number(from, 2, ref at), ref at);
            case 0xC6:
                return Bytes(from, Number(from, 4, ref at), ref at);
            case 0xCC:
                return (long)from[at++];
            case 0xCD:
                return (long)Number(from, 2, ref at);
            case 0xCE or 0xD2:
                return (long)Number(from, 4, ref at);
            case 0xCF or 0xD3:
                at += 8;
                return BinaryPrimitives.ReadInt64BigEndian(from.AsSpan(at - 8));
            case 0xCB:
                at += 8;
                return BinaryPrimitives.ReadDoubleBigEndian(from.AsSpan(at - 8));
            case 0xD0:
                return (long)(sbyte)from[at++];
            case 0xD1:
                return (long)(short)Number(from, 2, ref at);
            case 0xD9:
                return Text(from, from[at++], ref at);
            case 0xDA:
                return Text(from, Number(from, 2, ref at), ref at);
            case 0xDB:
                return Text(from, Number(from, 4, ref at), ref at);
            case 0xDC:
                return List(from, Number(from, 2, ref at), ref at);
            case >= 0xE0:
                return (long)(sbyte)type;
            default:
                throw new NotSupportedException($"MessagePack {type:X2}");
        }
    }

    private static int Number(byte[] from, int bytes, ref int at)
    {
        var number = 0;
        for (var i = 0; i < bytes; i++)
            number = number << 8 | from[at++];
        return number;
    }

    private static string Text(byte[] from, int length, ref int at) => Encoding.UTF8.GetString(Bytes(from, length, ref at));

    private static byte[] Bytes(byte[] from, int length, ref int at)
    {
        at += length;
        return from[(at - length)..at];
    }

    private static object?[] List(byte[] from, int count, ref int at)
    {
        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = Read(from, ref at);
        return items;
    }

    private static object? Map(byte[] from, int count, ref int at)
    {
        for (var i = 0; i < 2 * count; i++)
            Read(from, ref at);
        return null;
    }
}
