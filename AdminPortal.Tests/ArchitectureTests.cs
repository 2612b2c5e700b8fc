using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace AdminPortal.Tests;

/// <summary>Enforces the dependencies: pages, API, command line and background jobs call services; services call data and providers;
/// nothing calls back up.</summary>
public sealed class ArchitectureTests
{
    /// <summary>A renamed folder must fail here: the rules below would hold for an empty set.</summary>
    private static readonly string[] s_rooms =
    [
        "Components",
        "Api",
        "Cli",
        "Background",
        "Security",
        "Services",
        "Data",
        "Providers",
        "Settings",
    ];

    // Only the portal: types of other assemblies are known by the portal's references to them.
    private static readonly ArchUnitNET.Domain.Architecture s_portal = new ArchLoader()
        .LoadAssemblies(typeof(ContentRoot).Assembly)
        .Build();

    [Theory]
    [InlineData("Services", "Components", "Api", "Cli", "Background")]
    [InlineData("Data", "Components", "Api", "Cli", "Background", "Services", "Providers")]
    [InlineData("Providers", "Components", "Api", "Cli", "Background", "Services", "Data")]
    [InlineData("Settings", "Components", "Api", "Cli", "Background", "Services", "Data", "Providers", "Security")]
    [InlineData("Components", "Api", "Cli", "Background", "Providers")]
    [InlineData("Api", "Components", "Cli", "Background", "Providers")]
    [InlineData("Cli", "Components", "Api", "Background", "Providers")]
    [InlineData("Background", "Components", "Api", "Cli", "Providers")]
    [InlineData("Security", "Components", "Api", "Cli", "Background", "Providers")]
    public void Layer_CallsOnlyLowerLayers(string layer, params string[] others) =>
        AssertHolds(Layer(layer).Should().NotDependOnAny(Layer(others)));

    [Theory]
    [InlineData("Components")]
    [InlineData("Api")]
    [InlineData("Cli")]
    [InlineData("Background")]
    [InlineData("Security")]
    public void Edge_NeverUsesADbContext(string edge) =>
        // Without EF there is no SaveChanges and no query: every write is in a service.
        AssertHolds(
            Layer(edge)
                .Should()
                .NotDependOnAny(
                    Types(true)
                        .That()
                        .ResideInNamespaceMatching(@"^Microsoft\.EntityFrameworkCore(\.|$)")
                        .Or()
                        .ResideInNamespaceMatching(@"^(Microsoft\.Data\.Sqlite|Npgsql)(\.|$)")
                        .Or()
                        .HaveNameEndingWith("DbContext")
                )
        );

    [Fact]
    public void SaveChanges_IsCalledInServicesAndDataOnly()
    {
        var callers = s_portal
            .Types.Where(t => t.Assembly.Name.StartsWith("AdminPortal,", StringComparison.Ordinal) || t.Assembly.Name == "AdminPortal")
            .SelectMany(t => t.Members)
            .Where(m => m.GetCalledMethods().Any(called => called.Name.StartsWith("SaveChanges", StringComparison.Ordinal)))
            .Select(m => m.DeclaringType.Namespace.FullName)
            .Distinct()
            .ToList();

        Assert.NotEmpty(callers);
        Assert.All(callers, caller => Assert.Matches(@"^AdminPortal\.(Services|Data)(\.|$)", caller));
    }

    [Theory]
    [InlineData("Services")]
    [InlineData("Data")]
    [InlineData("Providers")]
    [InlineData("Api")]
    [InlineData("Components")]
    public void FoldersOfALayer_HaveNoCycles(string layer)
    {
        var uses = UsesBetweenFolders(layer);
        var cycles = uses.Keys.Where(folder => IsReachable(folder, folder, uses)).Order().ToList();

        Assert.NotEmpty(uses);
        Assert.True(cycles.Count == 0, $"These folders use each other in a circle: {string.Join(", ", cycles)}");
    }

    [Fact]
    public void ServicesRoot_UsesNoFolderOfServices() =>
        AssertHolds(
            Types()
                .That()
                .ResideInNamespaceMatching(@"^AdminPortal\.Services$")
                .Should()
                .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^AdminPortal\.Services\."))
        );

    [Fact]
    public void Layers_Exist()
    {
        foreach (var layer in s_rooms)
            Assert.NotEmpty(Layer(layer).GetObjects(s_portal));
        Assert.Contains(s_portal.ReferencedTypes, t => t.Name == "DbContext");
    }

    private static GivenTypesConjunction Layer(params string[] names) =>
        Types().That().ResideInNamespaceMatching($@"^AdminPortal\.({string.Join('|', names)})(\.|$)");

    /// <summary>For each folder directly below a layer, the other folders of the layer that its types use.</summary>
    private static Dictionary<string, HashSet<string>> UsesBetweenFolders(string layer)
    {
        var below = $"AdminPortal.{layer}.";
        return s_portal
            .Types.Where(type => FolderOf(type) is not null)
            .GroupBy(type => FolderOf(type)!)
            .ToDictionary(
                folder => folder.Key,
                folder =>
                    folder
                        .SelectMany(t => t.Dependencies)
                        .Select(d => FolderOf(d.Target))
                        .OfType<string>()
                        .Where(f => f != folder.Key)
                        .ToHashSet()
            );

        string? FolderOf(ArchUnitNET.Domain.IType type) =>
            type.Namespace?.FullName is { } name && name.StartsWith(below, StringComparison.Ordinal)
                ? name[below.Length..].Split('.')[0]
                : null;
    }

    private static bool IsReachable(string from, string to, Dictionary<string, HashSet<string>> uses)
    {
        var seen = new HashSet<string>();
        var next = new Stack<string>(uses[from]);
        while (next.TryPop(out var folder))
        {
            if (folder == to)
                return true;
            if (seen.Add(folder))
                foreach (var used in uses[folder])
                    next.Push(used);
        }

        return false;
    }

    private static void AssertHolds(TypesShouldConjunction rule)
    {
        var broken = rule.WithoutRequiringPositiveResults().Evaluate(s_portal).Where(r => !r.Passed).Select(r => r.Description);
        Assert.Empty(broken);
    }
}
