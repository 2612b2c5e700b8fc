using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The selected rows: individual ones, or all matches except some. It holds numbers, so it survives changes of the list.</summary>
public sealed class RowSelection
{
    private readonly Dictionary<string, NumberStatus> _numbers = [];

    /// <summary>Whether all matches are selected, except those deselected.</summary>
    public bool IsAll { get; private set; }

    public bool IsEmpty => !IsAll && _numbers.Count == 0;

    /// <summary>Whether all matches are selected without exception.</summary>
    public bool IsWhole => IsAll && _numbers.Count == 0;

    public bool Has(string number) => IsAll != _numbers.ContainsKey(number);

    /// <summary>How many are selected if <paramref name="matching"/> numbers match.</summary>
    public long Count(long matching) => IsAll ? Math.Max(0, matching - _numbers.Count) : _numbers.Count;

    public void Set(NumberRecord number, bool selected)
    {
        if (selected != IsAll)
            _numbers[number.Number] = number.Status;
        else
            _numbers.Remove(number.Number);
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

    public RowSelection Copy()
    {
        var copy = new RowSelection();
        copy.SetTo(this);
        return copy;
    }

    public void SetTo(RowSelection other)
    {
        IsAll = other.IsAll;
        _numbers.Clear();
        foreach (var (number, status) in other._numbers)
            _numbers[number] = status;
    }

    /// <summary>The states that the selected numbers had when they were selected.</summary>
    /// <param name="listed">The states that the list's numbers may have.</param>
    public IReadOnlySet<NumberStatus> Statuses(IEnumerable<NumberStatus> listed) => (IsAll ? listed : _numbers.Values).ToHashSet();

    /// <summary>The selection for services.</summary>
    /// <param name="filter">The filter of the list.</param>
    public NumberSelection Of(NumberFilter filter) => new(IsAll ? filter : null, [.. _numbers.Keys]);
}
