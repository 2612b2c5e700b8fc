using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Import;

public sealed class ImportPagesTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Pages_ReturnEveryImportOnce_WithoutDryRuns(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var imports = portal.Get<ImportService>();
        var made = new List<Guid>();
        for (var i = 1; i <= 5; i++)
        {
            made.Add((await portal.ImportAsync(Imports.File(i))).Value!.ImportId);
            await portal.ImportAsync(Imports.File(i), dryRun: true);
        }

        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = (await imports.PageAsync(TestPortal.Admin, after, 2, Cancel)).Value!;
            Assert.InRange(page.Items.Count, 1, 2);
            seen.AddRange(page.Items.Select(i => i.Id));
            after = page.Next;
        } while (after is not null);

        Assert.Equal(Enumerable.Reverse(made), seen);
        Assert.IsType<Refusal.Invalid>((await imports.PageAsync(TestPortal.Admin, "no cursor!", 2, Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>((await imports.PageAsync(TestPortal.Admin, Cursor.Encode("no id"), 2, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await imports.PageAsync(TestPortal.Support, null, 2, Cancel)).Refusal);
    }
}
