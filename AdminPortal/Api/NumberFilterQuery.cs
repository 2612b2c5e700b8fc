using System.ComponentModel;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>The number filter in a query string; missing parameters do not restrict.</summary>
internal sealed class NumberFilterQuery
{
    [FromQuery(Name = "status"), Description("`available`, `assigned`, `quarantined` or `inactive`")]
    public string? Status { get; init; }

    [FromQuery(Name = "q"), Description("Any way of writing a number, any run of its digits, or letters on its keypad (`FLOWERS`)")]
    public string? Query { get; init; }

    [FromQuery(Name = "prefix"), Description("An area code such as `888`, or a country's calling code such as `+44`")]
    public string? Prefix { get; init; }

    [FromQuery(Name = "assigned_to"), Description("The id of the business that holds it")]
    public string? AssignedTo { get; init; }

    public NumberFilter ToFilter() =>
        new(QueryText.Word<NumberStatus>("status", Status), Query, Prefix, QueryText.Id("assigned_to", AssignedTo));
}

/// <summary>The page of a list.</summary>
internal sealed class PageQuery
{
    [FromQuery(Name = "limit"), Description("How many at the most: 1 to 1000, 100 when left out")]
    public string? LimitText { get; init; }

    [FromQuery(Name = "after"), Description("The `next` of the page before; left out for the first page")]
    public string? After { get; init; }

    public int Limit() => QueryText.Whole("limit", LimitText, Services.Cursor.DefaultLimit);
}
