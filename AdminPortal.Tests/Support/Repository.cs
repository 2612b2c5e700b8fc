namespace AdminPortal.Tests.Support;

/// <summary>The repository of the tests, for tests of its documents.</summary>
internal static class Repository
{
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "AdminPortal.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside of the repository.");
            return folder.FullName;
        }
    }
}
