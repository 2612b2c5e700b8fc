using AdminPortal.Data;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>A column that can be shown or hidden; the number itself is always first.</summary>
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

/// <summary>The visible columns of the inventory.</summary>
public sealed record NumberColumns(string Text)
{
    public static readonly NumberColumns Default = Of([
        NumberColumn.Status,
        NumberColumn.Business,
        NumberColumn.Time,
        NumberColumn.Note,
        NumberColumn.Warning,
    ]);

    /// <summary>The columns stored in the browser; the defaults without any.</summary>
    public static NumberColumns Parse(string? text) =>
        text is null ? Default : Of(Enum.GetValues<NumberColumn>().Where(c => text.Split(',').Contains(c.ToText())));

    public bool Has(NumberColumn column) => Text.Split(',').Contains(column.ToText());

    /// <summary>Shows or hides a column.</summary>
    public NumberColumns Toggle(NumberColumn column) => Of(Enum.GetValues<NumberColumn>().Where(c => Has(c) != (c == column)));

    public static string TitleOf(NumberColumn column) =>
        column switch
        {
            NumberColumn.Time => "Since / until",
            _ => column.ToString(),
        };

    private static NumberColumns Of(IEnumerable<NumberColumn> columns) => new(string.Join(',', columns.Select(c => c.ToText())));
}
