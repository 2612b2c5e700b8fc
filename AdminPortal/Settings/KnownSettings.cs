namespace AdminPortal.Settings;

/// <summary>The keys that the portal reads, and unknown keys beside them, which are probably mistyped.</summary>
internal sealed class KnownSettings
{
    /// <summary>Sections shared with others, whose other keys are not checked.</summary>
    private static readonly HashSet<string> s_shared = new(StringComparer.OrdinalIgnoreCase) { "ConnectionStrings" };

    /// <summary>Most keystrokes by which a mistyped key may differ.</summary>
    private const int MostSlips = 3;

    private readonly List<string> _keys = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Keys => _keys;

    public void Add(string key)
    {
        if (!_known.Add(key))
            return;
        _keys.Add(key);
        if (SectionOf(key) is { } section)
            _sections.Add(section);
    }

    /// <summary>Adds a key whose items have their own keys: <c>Proxy:KnownProxies:0</c>.</summary>
    public void AddList(string key)
    {
        Add(key);
        _lists.Add(key);
    }

    /// <summary>One line for each unknown key that seems to be meant for the portal.</summary>
    public IEnumerable<string> FindUnknown(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable().OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            // A section has no value; a host started by a test receives --Database= in addition to --Database:Provider.
            if (string.IsNullOrEmpty(value) || IsKnown(key) || SectionOf(key) is not { Length: > 0 } section || s_shared.Contains(section))
                continue;
            if (_sections.Contains(section))
                yield return Line(key, Nearest(key, _keys.Where(k => section.Equals(SectionOf(k), StringComparison.OrdinalIgnoreCase))));
            else if (Nearest(key, _keys) is { } nearest)
                yield return Line(key, nearest);
        }

        foreach (var key in TopLevelKeysOfFiles(configuration))
            if (!_known.Contains(key) && !_sections.Contains(key) && Nearest(key, _keys.Where(k => SectionOf(k) is null)) is { } nearest)
                yield return Line(key, nearest);
    }

    private bool IsKnown(string key) => _known.Contains(key) || (key.LastIndexOf(':') is > 0 and var end && _lists.Contains(key[..end]));

    private string Line(string key, string? nearest) =>
        nearest is not null
            ? $"{key} is not a setting; did you mean {nearest}?"
            : $"{key} is not a setting. {SectionOf(key)} has these: "
                + $"{string.Join(", ", _keys.Where(k => k.StartsWith(SectionOf(key) + ":", StringComparison.OrdinalIgnoreCase)))}.";

    /// <summary>Keys without a section are checked in files only: any environment variable may resemble one of ours.</summary>
    private static IEnumerable<string> TopLevelKeysOfFiles(IConfiguration configuration) =>
        configuration is not IConfigurationRoot root
            ? []
            : root
                .Providers.OfType<FileConfigurationProvider>()
                .SelectMany(file => file.GetChildKeys([], null).Where(key => file.TryGet(key, out var value) && value is not null))
                .Distinct(StringComparer.OrdinalIgnoreCase);

    private static string? SectionOf(string key) => key.IndexOf(':', StringComparison.Ordinal) is >= 0 and var end ? key[..end] : null;

    private static string? Nearest(string key, IEnumerable<string> keys) =>
        keys.Select(known => (Known: known, Slips: Slips(key.ToUpperInvariant(), known.ToUpperInvariant())))
            .Where(k => k.Slips <= MostSlips)
            .OrderBy(k => k.Slips)
            .Select(k => k.Known)
            .FirstOrDefault();

    /// <summary>How many letters must be added, removed, replaced or swapped with their neighbour to get from one text to the
    /// other.</summary>
    private static int Slips(string from, string to)
    {
        var slips = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        for (var j = 0; j <= to.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                slips[i, j] = i + j;
                continue;
            }

            var replaced = slips[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            slips[i, j] = Math.Min(replaced, 1 + Math.Min(slips[i - 1, j], slips[i, j - 1]));
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
        }

        return slips[from.Length, to.Length];
    }
}
