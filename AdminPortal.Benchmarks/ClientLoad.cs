using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AdminPortal.Benchmarks;

/// <summary>A load by this process where <c>wrk</c> is missing: a minimal HTTP/1.1 client with persistent connections, which reads only the
/// status and Content-Length (or chunks).</summary>
internal sealed class ClientLoad : HttpLoad
{
    public override string Name => "the own client, because wrk is not installed";

    public override async Task<Load> RunAsync(int port, int connections, TimeSpan length, HttpRequests requests)
    {
        var bytes = (requests.Bodies ?? [""]).Select(body => Bytes(requests, body)).ToArray();
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(SendAsync)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = times.SelectMany(t => t).Order().ToArray();
        return new Load(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], all[^1]);

        async Task<List<double>> SendAsync()
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync("127.0.0.1", port);
            var (buffer, taken) = (new byte[16 * 1024], new List<double>());
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                var index = Interlocked.Increment(ref next);
                if (requests.Bodies is not null && index >= bytes.Length)
                    throw new InvalidOperationException("There were too few bodies.");
                var sent = Stopwatch.GetTimestamp();
                await socket.SendAsync(bytes[index % bytes.Length]);
                if (await ReceiveAsync(socket, buffer) is var status and not (>= 200 and < 300))
                    throw new InvalidOperationException($"The portal answered {status}.");
                taken.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return taken;
        }
    }

    private static byte[] Bytes(HttpRequests requests, string body)
    {
        var text = new StringBuilder($"{requests.Method} {requests.Path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (requests.Bearer is { } bearer)
            text.Append("Authorization: Bearer ").Append(bearer).Append("\r\n");
        if (body.Length > 0)
            text.Append("Content-Type: application/json\r\nContent-Length: ").Append(body.Length).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").Append(body).ToString());
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer)
    {
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
