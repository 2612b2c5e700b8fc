namespace AdminPortal;

/// <summary>Finds the folder of <c>appsettings.json</c>, whatever the working directory is.</summary>
internal static class ContentRoot
{
    /// <summary>The published folder, or the repository's root when running from the build output. Null if the caller set another by
    /// <c>--contentRoot</c> or <c>ASPNETCORE_CONTENTROOT</c>.</summary>
    public static string? Find(string[] args)
    {
        var isNamed =
            args.Any(a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
            || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("DOTNET_CONTENTROOT") is { Length: > 0 };
        if (isNamed)
            return null;

        // Publishing puts wwwroot beside the program; a build leaves it at the repository's root.
        var program = AppContext.BaseDirectory;
        if (Directory.Exists(Path.Combine(program, "wwwroot")))
            return program;
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
            if (
                File.Exists(Path.Combine(folder.FullName, "AdminPortal.sln"))
                && File.Exists(Path.Combine(folder.FullName, "appsettings.json"))
            )
                return folder.FullName;
        return program;
    }
}
