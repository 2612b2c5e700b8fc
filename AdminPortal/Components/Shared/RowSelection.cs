namespace AdminPortal.Components.Shared;

/// <summary>The selected rows of a list: individual ones, or all matches except some. It holds keys, so it survives changes of the
/// list.</summary>
/// <typeparam name="TKey">Identifies a row.</typeparam>
/// <typeparam name="TState">What decides which actions a row allows.</typeparam>
public class RowSelection<TKey, TState>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TState> _rows = [];

    /// <summary>Whether all matches are selected, except those deselected.</summary>
    public bool IsAll { get; private set; }

    public bool IsEmpty => !IsAll && _rows.Count == 0;

    /// <summary>Whether all matches are selected without exception.</summary>
    public bool IsWhole => IsAll && _rows.Count == 0;

    /// <summary>The selected rows, or with <see cref="IsAll"/> the deselected ones.</summary>
    public IReadOnlyCollection<TKey> Keys => _rows.Keys;

    public bool Has(TKey key) => IsAll != _rows.ContainsKey(key);

    /// <summary>How many are selected if <paramref name="matching"/> rows match.</summary>
    public long Count(long matching) => IsAll ? Math.Max(0, matching - _rows.Count) : _rows.Count;

    public void Set(TKey key, TState state, bool selected)
    {
        if (selected != IsAll)
            _rows[key] = state;
        else
            _rows.Remove(key);
    }

    public void SelectAll()
    {
        IsAll = true;
        _rows.Clear();
    }

    public void Clear()
    {
        IsAll = false;
        _rows.Clear();
    }

    public RowSelection<TKey, TState> Copy()
    {
        var copy = new RowSelection<TKey, TState>();
        copy.SetTo(this);
        return copy;
    }

    public void SetTo(RowSelection<TKey, TState> other)
    {
        IsAll = other.IsAll;
        _rows.Clear();
        foreach (var (key, state) in other._rows)
            _rows[key] = state;
    }

    /// <summary>The states that the selected rows had when they were selected.</summary>
    /// <param name="listed">The states that the list's rows may have.</param>
    public IReadOnlySet<TState> States(IEnumerable<TState> listed) => (IsAll ? listed : _rows.Values).ToHashSet();
}
