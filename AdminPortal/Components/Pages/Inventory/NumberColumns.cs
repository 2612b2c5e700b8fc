using System.Globalization;
using AdminPortal.Data;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>A column that can be shown, hidden, moved and resized; the number itself is always first.</summary>
public enum NumberColumn
{
    Status,
    Business,
    Time,
    Created,
    Source,
    Note,
    Warning,
}

/// <summary>One column of a layout.</summary>
/// <param name="Width">In pixels; null for the column's own width.</param>
public readonly record struct ColumnChoice(NumberColumn Column, bool IsShown, int? Width = null);

/// <summary>The layout of the inventory: its columns in order, their widths, and the height of the rows.</summary>
public sealed record NumberColumns
{
    public const int LeastWidth = 48,
        MostWidth = 800;

    private const string Compact = "compact";

    public static readonly NumberColumns Default = new(
        [
            new(NumberColumn.Status, true),
            new(NumberColumn.Business, true),
            new(NumberColumn.Time, true),
            new(NumberColumn.Created, false),
            new(NumberColumn.Source, false),
            new(NumberColumn.Note, true),
            new(NumberColumn.Warning, true),
        ],
        false
    );

    private NumberColumns(IReadOnlyList<ColumnChoice> all, bool isCompact)
    {
        (All, IsCompact) = (all, isCompact);
        var columns = all.Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"{(c.IsShown ? "" : "-")}{c.Column.ToText()}{(c.Width is { } w ? $":{w}" : "")}")
        );
        Text = string.Join(',', isCompact ? columns.Append(Compact) : columns);
    }

    /// <summary>Every column, in order.</summary>
    public IReadOnlyList<ColumnChoice> All { get; }

    /// <summary>Whether the rows are low.</summary>
    public bool IsCompact { get; }

    /// <summary>As it is stored: the columns in order, hidden ones with a minus sign, a chosen width after a colon, and
    /// <c>compact</c>: <c>note:320,status,-source,compact</c>.</summary>
    public string Text { get; }

    /// <summary>The height of a row in pixels, as in <c>inventory.css</c>.</summary>
    public int RowHeight => IsCompact ? 28 : 36;

    /// <summary>What the list is built of: another order or height builds it again.</summary>
    public string Build => string.Join(',', All.Select(c => c.Column)) + RowHeight.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a stored layout: unknown words are ignored, and columns that are not named are hidden. The default without
    /// any.</summary>
    public static NumberColumns Parse(string? text)
    {
        if (text is null)
            return Default;
        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var named = words.Select(Read).OfType<ColumnChoice>().DistinctBy(c => c.Column).ToList();
        var others = Default.All.Where(c => !named.Exists(n => n.Column == c.Column)).Select(c => c with { IsShown = false });
        return new([.. named, .. others], words.Contains(Compact));
    }

    public bool Has(NumberColumn column) => Of(column).IsShown;

    public ColumnChoice Of(NumberColumn column) => All.First(c => c.Column == column);

    /// <summary>Shows or hides a column.</summary>
    public NumberColumns Toggle(NumberColumn column) => With(column, c => c with { IsShown = !c.IsShown });

    /// <summary>Sets the width of a column; null returns to its own.</summary>
    public NumberColumns Resize(NumberColumn column, int? width) =>
        With(column, c => c with { Width = width is { } w ? Math.Clamp(w, LeastWidth, MostWidth) : null });

    /// <summary>Moves a column to another place among all; places beyond the ends are the ends.</summary>
    public NumberColumns Move(NumberColumn column, int place)
    {
        var others = All.Where(c => c.Column != column).ToList();
        others.Insert(Math.Clamp(place, 0, others.Count), Of(column));
        return new(others, IsCompact);
    }

    public NumberColumns WithRows(bool isCompact) => new(All, isCompact);

    public bool Equals(NumberColumns? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public static string TitleOf(NumberColumn column) =>
        column switch
        {
            NumberColumn.Time => "Since / until",
            _ => column.ToString(),
        };

    /// <summary>A column's own width in pixels; what is left of the list is added to business and note.</summary>
    public static int OwnWidth(NumberColumn column) =>
        column switch
        {
            NumberColumn.Status => 140,
            NumberColumn.Business => 200,
            NumberColumn.Time => 232,
            NumberColumn.Created => 208,
            NumberColumn.Source => 128,
            NumberColumn.Note => 160,
            NumberColumn.Warning => 52,
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };

    private static ColumnChoice? Read(string word)
    {
        var parts = word.TrimStart('-').Split(':');
        if (!EnumTexts.TryParse<NumberColumn>(parts[0], out var column))
            return null;
        int? width =
            parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pixels)
                ? Math.Clamp(pixels, LeastWidth, MostWidth)
                : null;
        return new(column, word[0] != '-', width);
    }

    private NumberColumns With(NumberColumn column, Func<ColumnChoice, ColumnChoice> change) =>
        new([.. All.Select(c => c.Column == column ? change(c) : c)], IsCompact);
}
