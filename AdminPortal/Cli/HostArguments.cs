namespace AdminPortal.Cli;

/// <summary>Separates settings (<c>--Section:Key=value</c> or <c>--Section:Key value</c>) from other arguments.</summary>
internal static class HostArguments
{
    /// <summary>The host's own keys without a section.</summary>
    private static readonly HashSet<string> s_host = new(StringComparer.OrdinalIgnoreCase)
    {
        "urls",
        "environment",
        "contentRoot",
        "applicationName",
        "webRoot",
        "http_ports",
        "https_ports",
        "https_port",
        "shutdownTimeoutSeconds",
        "staticWebAssets",
        "hostingStartupAssemblies",
        "hostingStartupExcludeAssemblies",
        "preventHostingStartup",
        "startupAssembly",
        "detailedErrors",
        "captureStartupErrors",
        "suppressStatusMessages",
        "preferHostingUrls",
    };

    /// <summary>Extracts the settings from a verb's arguments, in any position; each becomes one <c>--Key=value</c>. Arguments after
    /// <c>--</c> are not changed.</summary>
    public static (string[] Settings, string[] Others) Split(IReadOnlyList<string> args)
    {
        var settings = new List<string>();
        var others = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--")
            {
                others.AddRange(args.Skip(i));
                break;
            }

            if (!IsSetting(args[i]))
                others.Add(args[i]);
            else if (args[i].Contains('=') || i + 1 == args.Count)
                settings.Add(args[i]);
            else
                settings.Add($"{args[i]}={args[++i]}");
        }

        return ([.. settings], [.. others]);
    }

    /// <summary>The first argument that starting the portal would silently ignore; null if there is none.</summary>
    public static string? Stray(IReadOnlyList<string> args) => Split(args).Others.FirstOrDefault(arg => !IsBareSection(arg));

    /// <summary><c>--Database=</c>: a host started by another program (a test's) may receive the section of a setting in addition to the
    /// setting.</summary>
    private static bool IsBareSection(string arg) => arg.StartsWith("--", StringComparison.Ordinal) && arg.EndsWith('=');

    private static bool IsSetting(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal) || arg.Length == 2)
            return false;
        var name = arg[2..].Split('=', 2)[0];
        return name.Contains(':') || s_host.Contains(name) || PortalSettings.Keys.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
