using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>
/// Which rows are selected: some by hand, or all that match the filter but for some. It holds numbers, so it stays when rows move or come
/// and go.
/// </summary>
public sealed class RowSelection
{
    private readonly HashSet<string> _numbers = [];

    /// <summary>Whether all that match are selected, but for those taken out by hand.</summary>
    public bool IsAll { get; private set; }

    public bool IsEmpty => !IsAll && _numbers.Count == 0;

    /// <summary>Of all that match, whether none was taken out.</summary>
    public bool IsWhole => IsAll && _numbers.Count == 0;

    public bool Has(string number) => IsAll != _numbers.Contains(number);

    /// <summary>How many are selected where <paramref name="matching"/> numbers match.</summary>
    public long Count(long matching) => IsAll ? Math.Max(0, matching - _numbers.Count) : _numbers.Count;

    public void Set(string number, bool selected)
    {
        if (selected != IsAll)
            _numbers.Add(number);
        else
            _numbers.Remove(number);
    }

    public void SelectAll()
    {
        IsAll = true;
        _numbers.Clear();
    }

    public void Clear()
    {
        IsAll = false;
        _numbers.Clear();
    }

    /// <summary>For the services.</summary>
    /// <param name="filter">What the list shows.</param>
    public NumberSelection Of(NumberFilter filter) => new(IsAll ? filter : null, [.. _numbers]);
}
