using Crm.Contracts.Customers;
using Crm.Customers.Domain;

namespace Crm.Tests.Customers.Merging;

public sealed class ComparisonTests
{
    static Likeness Person(string name, string? birthday = null, string? phone = null, string? email = null, string? address = null, CustomerKind kind = CustomerKind.Individual)
    {
        var points = new List<(PointKind, string)>();
        if (phone is not null) points.Add((PointKind.Phone, ContactPoint.Normalise(PointKind.Phone, phone)));
        if (email is not null) points.Add((PointKind.Email, ContactPoint.Normalise(PointKind.Email, email)));
        if (address is not null) points.Add((PointKind.Address, ContactPoint.Normalise(PointKind.Address, address)));
        return Likeness.Of(1, kind, name, birthday is null ? null : DateOnly.ParseExact(birthday, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), points);
    }

    static Likeness Firm(string name, string? phone = null) => Person(name, phone: phone, kind: CustomerKind.Organisation);

    /// <summary>Examples of Winkler (1990) and of the US Census Bureau's reference code.</summary>
    [Theory]
    [InlineData("martha", "marhta", 0.961)]
    [InlineData("dwayne", "duane", 0.840)]
    [InlineData("dixon", "dicksonx", 0.813)]
    [InlineData("jones", "johnson", 0.832)]
    [InlineData("abc", "xyz", 0)]
    [InlineData("", "x", 0)]
    [InlineData("王小明", "王小明", 1)]
    public void Jaro_Winkler_agrees_with_the_published_values(string a, string b, double expected)
    {
        Assert.Equal(expected, JaroWinkler.Similarity(a, b), 0.001);
        Assert.Equal(JaroWinkler.Similarity(a, b), JaroWinkler.Similarity(b, a), 12);
    }

    [Fact]
    public void The_same_phone_is_likely_the_same_customer_whatever_the_name() =>
        Assert.InRange(Comparison.Of(Person("王建国", phone: "13800138000"), Person("王先生", phone: "+86 138-0013-8000")).Percent, 51, 99);

    [Theory]
    [InlineData("Kayla Harrington", "1915-06-12", "Kaila Harington", "1915-06-12")]
    [InlineData("Harrington, Kayla", "1915-06-12", "Kayla Harrington", "1915-12-06")]
    [InlineData("张伟", "1990-05-17", "张 伟", "1990-05-17")]
    [InlineData("张伟", "1990-05-17", "張偉", "1990-05-17")]
    public void Errors_of_typing_do_not_make_two_of_one(string a, string bornA, string b, string bornB) =>
        Assert.True(Comparison.Of(Person(a, bornA), Person(b, bornB)).Bits >= Comparison.Possible || a == "张伟" && b == "張偉"); // traditional characters are other characters

    [Fact]
    public void Namesakes_with_other_phones_or_birthdays_are_two()
    {
        Assert.True(Comparison.Of(Person("王伟", phone: "16612340011"), Person("王伟", phone: "16612340012")).Bits < Comparison.Possible);
        Assert.True(Comparison.Of(Person("John Smith", "1950-02-03"), Person("John Smith", "1981-11-25")).Bits < Comparison.Possible);
    }

    [Fact]
    public void Neighbours_are_two()
    {
        var (a, b) = (Person("Samuel Thornton", address: "72 Kendrick Street"), Person("Samuel Thornten", address: "91 Kendrick Street"));
        Assert.Contains(Comparison.Of(a, b).Reasons, r => r.Why == LikenessReason.OtherAddress);
        Assert.True(Comparison.Of(a, Person("Samuel Thornten", address: "72 Kendrik Street")).Bits > Comparison.Of(a, b).Bits + 8);
    }

    [Fact]
    public void A_name_many_bear_counts_less()
    {
        var (rare, common) = (Comparison.Of(Person("欧阳若兰"), Person("欧阳若兰")), Comparison.Of(Person("张伟"), Person("张伟"), namesakes: 40));
        Assert.True(rare.Bits >= Comparison.Possible);
        Assert.True(common.Bits < Comparison.Possible);
    }

    [Theory]
    [InlineData("上海云帆科技有限公司", "上海云帆科技股份有限公司", true)]
    [InlineData("Acme Trading Ltd.", "ACME TRADING LIMITED", true)]
    [InlineData("上海云帆科技有限公司", "上海明日科技有限公司", false)]
    public void Legal_forms_do_not_tell_firms_apart_but_names_do(string a, string b, bool same) => Assert.Equal(same, Comparison.Of(Firm(a), Firm(b)).Bits >= Comparison.Possible);

    [Fact]
    public void One_switchboard_has_many_extensions()
    {
        var a = Person("张三", phone: "010-65529988 转 8001");
        Assert.True(Comparison.Of(a, Person("李四", phone: "010-65529988 转 8002")).Bits < Comparison.Possible);
        Assert.Contains(Comparison.Of(a, Person("张三", phone: "010-65529988")).Reasons, r => r.Why == LikenessReason.SamePhone);
    }

    [Fact]
    public void Reasons_say_what_speaks_for_and_against()
    {
        var compared = Comparison.Of(Person("Kayla Harrington", "1915-06-12", phone: "13800138000", address: "38 Maltby Circuit, Coolaroo 3465"), Person("Kayla Harington", "1961-08-31", phone: "13800138000", address: "38 Maltby Circiut, Coolaroo 3465"));
        Assert.Equal([LikenessReason.LikeName, LikenessReason.SamePhone, LikenessReason.OtherBirthday, LikenessReason.SameAddress], compared.Reasons.Select(r => r.Why));
        Assert.InRange(compared.Reasons[0].Percent!.Value, 90, 99);
    }

    [Fact]
    public void Records_of_one_customer_share_a_key_in_spite_of_an_error()
    {
        static bool Meet(Likeness a, Likeness b) => BlockingKeys.Of(a).Intersect(BlockingKeys.Of(b)).Any();
        Assert.True(Meet(Person("Kayla Harrington", "1915-06-12"), Person("Harrington Kayla")));
        Assert.True(Meet(Person("Kayla Harrington", "1915-06-12"), Person("Kayle Harringtom", "1915-06-12")));
        Assert.True(Meet(Person("王建国", phone: "13800138000"), Person("李梅", phone: "0086 13800138000")));
        Assert.True(Meet(Person("a", email: "z.w+shop@gmail.com"), Person("b", email: "zw@googlemail.com")));
        Assert.True(Meet(Firm("云帆科技有限公司"), Firm("上海云帆科技")));
        Assert.True(Meet(Person("王建国", address: "上海市浦东新区世纪大道100号3栋1201室"), Person("王建", address: "浦东世纪大道100号3-1201")));
        Assert.False(Meet(Person("Kayla Harrington"), Person("Rosa Lombardi")));
    }

    [Fact]
    public void Anything_typed_can_be_compared()
    {
        string[] naughty = ["\u202E\u200F", "𝒜𝓁𝒾𝒸𝑒 👩‍👩‍👧", "\uD800", "=cmd|' /C calc'!A0", new string('长', 200), "; drop table customers", "公司", "王先生", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮"];
        foreach (var a in naughty)
            foreach (var b in naughty)
            {
                var (x, y) = (Person(a, address: "1 " + a.Replace("\uD800", "", StringComparison.Ordinal)), Firm(b));
                Assert.False(double.IsNaN(Comparison.Of(x, y).Bits));
                Assert.NotNull(BlockingKeys.Of(y));
            }
    }
}
