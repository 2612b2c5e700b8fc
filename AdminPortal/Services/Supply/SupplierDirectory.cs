using AdminPortal.Providers.Suppliers;

namespace AdminPortal.Services.Supply;

/// <summary>A supplier as pages show it.</summary>
/// <param name="Name">As it is stored, such as <c>twilio</c>.</param>
/// <param name="HasSearch">Whether its offers can be searched.</param>
/// <param name="WhyNumbersDoNotRing">What is missing before a bought number reaches an agent; null when nothing is.</param>
public sealed record SupplierRecord(string Name, bool HasSearch, string? WhyNumbersDoNotRing)
{
    public bool IsSimulated => Name == SupplierDirectory.Simulated;
}

/// <summary>The suppliers that are configured.</summary>
/// <param name="defaultName">The supplier of a request that names none.</param>
public sealed class SupplierDirectory(IEnumerable<INumberSupplier> suppliers, string defaultName)
{
    public const string Simulated = "simulated";

    private readonly Dictionary<string, INumberSupplier> _byName = suppliers.ToDictionary(s => s.Name);

    public string DefaultName => defaultName;

    /// <summary>Those that are configured, the default one first.</summary>
    public IReadOnlyList<SupplierRecord> All { get; } =
    [.. suppliers.OrderBy(s => s.Name != defaultName).Select(s => new SupplierRecord(s.Name, s.HasSearch, s.WhyNumbersDoNotRing))];

    /// <summary>The name as people write it, such as "Twilio".</summary>
    public static string Shown(string name) => SupplierNames.Shown(name);

    internal IEnumerable<INumberSupplier> Clients => _byName.Values;

    /// <summary>The supplier of an order; null where it is not configured any more.</summary>
    internal INumberSupplier? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The supplier that a request names, or the default one.</summary>
    internal Outcome<INumberSupplier> Choose(string? name)
    {
        if (Find(string.IsNullOrEmpty(name) ? defaultName : name) is { } supplier)
            return Outcome.Done(supplier);
        var known = string.Join(", ", All.Select(s => s.Name));
        return new Refusal.Invalid(
            "supplier",
            $"'{TextRules.Visible(name ?? "")}' is not a supplier that is configured. Configured: {known}."
        );
    }
}
