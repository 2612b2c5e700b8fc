using System.ComponentModel;
using AdminPortal.Api.Docs;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>Number files: import, export, and rejected rows.</summary>
internal static class NumberFileRoutes
{
    private const string Csv = "text/csv";

    /// <summary>Content types of number files sent by programs and browsers.</summary>
    private static readonly string[] s_fileTypes =
    [
        Csv,
        "text/plain",
        "application/csv",
        "application/vnd.ms-excel",
        "application/octet-stream",
    ];

    public static void MapNumberFiles(this IEndpointRouteBuilder admin)
    {
        var numbers = admin.MapGroup("/phone-numbers").WithTags("Files of numbers");
        numbers
            .MapPost("/import", ImportAsync)
            .Describe(
                "ImportNumbers",
                "Import a CSV file",
                "The body is the file, of any size. `skip` adds valid rows, `strict` adds all or nothing (422 with the counts). "
                    + "Duplicates are skipped and are not an error. A dry run counts what would be added. Only the number and a note are "
                    + "imported. The number column is chosen once for the whole file, by its name and then by its content; if it is not "
                    + "clear, the file is rejected (422), the answer names the columns, and `column` says which one to use. `notices` "
                    + "has remarks on how the file was read. For admins.",
                413,
                415,
                422,
                503
            )
            .Produces<ImportReport>()
            .WithMetadata(BodyLimit.None, new CsvBody(s_fileTypes));
        numbers
            .MapGet("/import/{id}/rejects.csv", RejectsAsync)
            .Describe(
                "GetRejectedRows",
                "The rejected rows of an import",
                "The columns of the file, followed by `line` and `reason`. After fixing the rows, import this file. For admins.",
                404
            )
            .Produces<string>(200, Csv);
        numbers
            .MapGet("/export.csv", ExportAsync)
            .Describe(
                "ExportNumbers",
                "Export the inventory as CSV",
                "Safe to open in a spreadsheet; importing it again changes nothing. For admins, support and viewers."
            )
            .Produces<string>(200, Csv);
    }

    private static Task<IResult> ImportAsync(
        HttpContext http,
        [FromQuery(Name = "mode"), Description("`skip` when left out")] string? mode,
        [FromQuery(Name = "dry_run"), Description("`false` when left out")] string? dryRun,
        [
            FromQuery(Name = "column"),
            Description("The column with the numbers, by its name or its place from 1; chosen by name and content when left out")
        ]
            string? column,
        ImportService imports,
        CancellationToken cancel
    )
    {
        if (http.Request.ContentType is { } type && !s_fileTypes.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
            throw new BadHttpRequestException("Not a file", StatusCodes.Status415UnsupportedMediaType);
        FileTransfer.AllowSlowUpload(http);
        var options = new ImportOptions(QueryText.Word<ImportMode>("mode", mode) ?? ImportMode.Skip, QueryText.Flag("dry_run", dryRun))
        {
            Column = column,
        };
        return http.WriteAsync(actor => imports.ImportAsync(actor, http.Request.Body, options, null, cancel), ApiAnswers.Imported);
    }

    private static Task<IResult> RejectsAsync(HttpContext http, string id, ImportService imports, CancellationToken cancel) =>
        SendAsync(http, "rejects.csv", (actor, output) => imports.RejectsAsync(actor, QueryText.PathId(id), output, cancel));

    private static Task<IResult> ExportAsync(
        HttpContext http,
        [AsParameters] NumberFilterQuery filter,
        ExportService exports,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var asked = filter.ToFilter();
        return SendAsync(
            http,
            ExportFileName.Of(asked, clock.GetUtcNow(), TimeZoneInfo.Utc),
            (actor, output) => exports.ExportAsync(actor, asked, output, cancel)
        );
    }

    private static Task<IResult> SendAsync(HttpContext http, string name, Func<Actor, Stream, Task<Outcome<long>>> write) =>
        FileTransfer.SendCsvAsync(http, name, output => write(http.Actor(), output), refusal => http.Refused(refusal));
}
