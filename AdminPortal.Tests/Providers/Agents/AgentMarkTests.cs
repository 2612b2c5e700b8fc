using AdminPortal.Providers.Agents;

namespace AdminPortal.Tests.Providers.Agents;

public sealed class AgentMarkTests
{
    [Fact]
    public void Name_OfAnyKind_KeepsNameAndMark()
    {
        var random = new Random(20261123);
        for (var i = 0; i < 2_000; i++)
        {
            var mark = new AgentMark(Guid.NewGuid(), Guid.NewGuid());
            var name = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Part())).Trim() + "!";

            Assert.Equal(mark, AgentMark.Find(mark.NameFor(name)));
            Assert.Equal(name, AgentMark.Strip(mark.NameFor(name)));
            Assert.Null(AgentMark.Find(name));
        }

        string Part() =>
            random.Next(6) switch
            {
                0 => new AgentMark(Guid.NewGuid(), Guid.NewGuid()).ToString(),
                1 => "[ap:",
                2 => " ",
                3 => "]",
                4 => Guid.NewGuid().ToString("N"),
                _ => "Acme Dental",
            };
    }
}
