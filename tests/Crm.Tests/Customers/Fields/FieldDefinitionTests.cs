using Crm.Customers.Domain;
using Crm.Platform.Fields;

namespace Crm.Tests.Customers.Fields;

public sealed class FieldDefinitionTests
{
    static FieldDefinition Field(string kind) => new("f", Enum.Parse<FieldKind>(kind), 1,
        new FieldDesign("F", "字段", false, false, false, [new("gold", "Gold", "金"), new("silver", "Silver, old", "银"), new("bronze", "Bronze", "铜")]));

    [Theory]
    [InlineData("Text", " 你好 ", "你好")]
    [InlineData("Number", "1,234.50", "1234.5")]
    [InlineData("Number", "１２", "12")]
    [InlineData("Number", "-0.5", "-0.5")]
    [InlineData("Date", "2026/3/1", "2026-03-01")]
    [InlineData("Date", "2026年3月1日", "2026-03-01")]
    [InlineData("YesNo", "是", "true")]
    [InlineData("YesNo", "No", "false")]
    [InlineData("Choice", "金", "gold")]
    [InlineData("Choice", "GOLD", "gold")]
    [InlineData("MultiChoice", "铜、金", "gold,bronze")]
    [InlineData("MultiChoice", "Silver, old", "silver")]
    public void Reads_what_people_and_files_say(string kind, string typed, string stored)
    {
        Assert.True(Field(kind).TryParse([typed], out var value, out _));
        Assert.Equal(stored, string.Join(",", FieldDefinition.Typed(value)));
        Assert.True(Field(kind).TryParse(FieldDefinition.Typed(value), out var again, out _));
        Assert.True(CustomValues.None.With("f", value).Equals(CustomValues.None.With("f", again)));
    }

    [Theory]
    [InlineData("Number", "many", "custom.number")]
    [InlineData("Number", "1e400", "custom.number")]
    [InlineData("Number", "99999999999999999999", "custom.number")]
    [InlineData("Date", "2026-02-30", "custom.date")]
    [InlineData("YesNo", "perhaps", "custom.yesNo")]
    [InlineData("Choice", "platinum", "custom.choice")]
    [InlineData("MultiChoice", "gold, platinum", "custom.choice")]
    [InlineData("Text", "a\0b", "custom.unstorable")]
    public void Says_what_is_wrong(string kind, string typed, string why)
    {
        Assert.False(Field(kind).TryParse([typed], out _, out var wrong));
        Assert.Equal(why, wrong);
    }

    [Fact]
    public void A_text_may_not_be_endless() => Assert.False(Field("Text").TryParse([new string('字', 10_000)], out _, out _));

    [Fact]
    public void Values_survive_their_json_and_are_equal_by_content()
    {
        var values = CustomValues.None.With("t", "x").With("n", 3.5m).With("y", true).With("d", "2026-03-01").With("m", new List<string> { "a", "b" });
        var again = CustomValues.FromJson(values.ToJson());
        Assert.Equal(values, again);
        Assert.Equal(values.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(values, values.With("m", new List<string> { "b" }));
        Assert.Equal("""{"n":3.5,"t":"x"}""", values.With("y", null).With("m", new List<string>()).With("d", null).ToJson());
    }
}
