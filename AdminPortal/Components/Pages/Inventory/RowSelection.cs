using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The selected rows: individual ones, or all matches except some. It holds numbers, so it survives changes of the list.</summary>
public sealed class RowSelection
{
    private readonly HashSet<string> _numbers = [];

    /// <summary>Whether all matches are selected, except those deselected.</summary>
    public bool IsAll { get; private set; }

    public bool IsEmpty => !IsAll && _numbers.Count == 0;

    /// <summary>Whether all matches are selected without exception.</summary>
    public bool IsWhole => IsAll && _numbers.Count == 0;

    public bool Has(string number) => IsAll != _numbers.Contains(number);

    /// <summary>How many are selected if <paramref name="matching"/> numbers match.</summary>
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

    /// <summary>The selection for services.</summary>
    /// <param name="filter">The filter of the list.</param>
    public NumberSelection Of(NumberFilter filter) => new(IsAll ? filter : null, [.. _numbers]);
}
