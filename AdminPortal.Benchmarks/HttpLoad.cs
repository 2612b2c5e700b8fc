using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace AdminPortal.Benchmarks;

/// <summary>A minimal HTTP/1.1 client with persistent connections, to leave the two processors to the server. It reads only the status and
/// Content-Length (or chunks).</summary>
internal sealed class HttpLoad : IDisposable
{
    private readonly Socket[] _connections;
    private readonly byte[][] _buffers;

    public HttpLoad(int port, int connections)
    {
        _connections = new Socket[connections];
        _buffers = new byte[connections][];
        for (var i = 0; i < connections; i++)
        {
            _connections[i] = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _connections[i].Connect("127.0.0.1", port);
            _buffers[i] = new byte[16 * 1024];
        }
    }

    public static byte[] Request(string method, string path, string? bearer = null, string? json = null)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (bearer is not null)
            text.Append("Authorization: Bearer ").Append(bearer).Append("\r\n");
        if (json is not null)
            text.Append("Content-Type: application/json\r\nContent-Length: ").Append(json.Length).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").Append(json).ToString());
    }

    /// <summary>Sends a request and reads the complete response; returns the status.</summary>
    public async Task<int> SendAsync(int connection, byte[] request)
    {
        var (socket, buffer) = (_connections[connection], _buffers[connection]);
        await socket.SendAsync(request);
        var read = 0;
        while (true)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (more == 0)
                throw new InvalidOperationException("The server closed the connection: " + Encoding.ASCII.GetString(buffer, 0, read));
            read += more;
            if (IsWhole(buffer.AsSpan(0, read), out var status))
                return status;
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer, out int status)
    {
        status = 0;
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !Utf8Parser.TryParse(answer[9..], out status, out _))
            return false;
        var body = answer[(end + 4)..];
        var length = answer[..end].IndexOf("Content-Length: "u8);
        if (length >= 0 && Utf8Parser.TryParse(answer[(length + 16)..], out int expected, out _))
            return body.Length >= expected;
        return body.EndsWith("0\r\n\r\n"u8) || status is 204 or 304;
    }
}
