using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AdminPortal.Benchmarks;

/// <summary>A load by <c>wrk</c> (Debian: <c>wrk</c>) with a thread per processor.</summary>
internal sealed class WrkLoad : HttpLoad
{
    private static readonly string? s_program = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "wrk"))
        .FirstOrDefault(File.Exists);

    public static bool IsInstalled => s_program is not null;

    public override string Name => "wrk";

    public override async Task<Load> RunAsync(int port, int connections, TimeSpan length, HttpRequests requests)
    {
        var threads = Math.Min(Environment.ProcessorCount, connections);
        var folder = Directory.CreateTempSubdirectory("adminportal-wrk-").FullName;
        try
        {
            var script = Path.Combine(folder, "load.lua");
            if (requests.Bodies is { } bodies)
                await File.WriteAllLinesAsync(Path.Combine(folder, "bodies"), bodies);
            await File.WriteAllTextAsync(script, Script(requests, threads, folder));
            var seconds = Math.Max(1, (int)length.TotalSeconds);
            using var wrk = Process.Start(
                new ProcessStartInfo(
                    s_program!,
                    [
                        .. (string[])["-t", $"{threads}", "-c", $"{connections}", "-d", $"{seconds}s", "-s", script],
                        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{requests.Path}"),
                    ]
                )
                {
                    RedirectStandardOutput = true,
                }
            )!;
            var output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            var result = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
            return result is null ? throw new InvalidOperationException(output) : Read(JsonDocument.Parse(result).RootElement);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Load Read(JsonElement result)
    {
        double Of(string name) => result.GetProperty(name).GetDouble();
        if (Of("failed") > 0 || Of("spent") > 0)
            throw new InvalidOperationException($"{Of("failed")} requests failed; {Of("spent")} threads had too few bodies.");
        return new Load(Of("requests") / Of("seconds"), Of("p50") / 1e3, Of("p99") / 1e3, Of("worst") / 1e3);
    }

    /// <summary>Each thread reads its share of the bodies first, and sends each once.</summary>
    private static string Script(HttpRequests requests, int threads, string folder) =>
        $$"""
            local threads = {}
            function setup(thread)
              thread:set("mine", #threads)
              table.insert(threads, thread)
            end

            function init(args)
              spent = 0
              local head = "{{requests.Method}} {{requests.Path}} HTTP/1.1\r\nHost: 127.0.0.1\r\n{{Authorization(requests)}}"
              if {{(requests.Bodies is null ? "true" : "false")}} then
                local one = head .. "\r\n"
                request = function() return one end
                return
              end
              local bodies, line = {}, 0
              for body in io.lines("{{folder}}/bodies") do
                if line % {{threads}} == mine then table.insert(bodies, body) end
                line = line + 1
              end
              head = head .. "Content-Type: application/json\r\nContent-Length: " .. #bodies[1] .. "\r\n\r\n"
              local at = 0
              request = function()
                at = at + 1
                if at > #bodies then spent = 1; at = 1 end
                return head .. bodies[at]
              end
            end

            function done(summary, latency, requests)
              local spent = 0
              for _, thread in ipairs(threads) do spent = spent + thread:get("spent") end
              local errors = summary.errors
              io.write(string.format(
                '\n{"requests":%d,"seconds":%f,"p50":%d,"p99":%d,"worst":%d,"failed":%d,"spent":%d}\n',
                summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), latency.max,
                errors.connect + errors.read + errors.write + errors.status + errors.timeout, spent))
            end
            """;

    private static string Authorization(HttpRequests requests) =>
        requests.Bearer is null ? "" : $"Authorization: Bearer {requests.Bearer}\\r\\n";
}
