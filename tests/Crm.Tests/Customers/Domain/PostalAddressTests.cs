using Crm.Contracts.Customers;
using Crm.Customers.Domain;

namespace Crm.Tests.Customers.Domain;

public sealed class PostalAddressTests
{
    static readonly PostalAddress Hangzhou = PostalAddress.Of("CN", "浙江省", "杭州市", "西湖区", "文三路90号\n3幢1201室", "310012")!;
    static readonly PostalAddress London = PostalAddress.Of("gb", null, "London", "Westminster", " 12 St James's Square \r\n\r\n Floor 2", "SW1Y 4JH")!;

    [Fact]
    public void Each_reader_has_an_order_and_the_line_has_its_own()
    {
        Assert.Equal("中国浙江省杭州市西湖区文三路90号3幢1201室 310012", Hangzhou.In(chinese: true));
        Assert.Equal("文三路90号, 3幢1201室, 西湖区, 杭州市, 浙江省 310012, China", Hangzhou.In(chinese: false));
        Assert.Equal("12 St James's Square, Floor 2, Westminster, London, SW1Y 4JH, United Kingdom", London.In(chinese: false));
        Assert.Equal("英国 London Westminster 12 St James's Square Floor 2 SW1Y 4JH", London.In(chinese: true));
        Assert.Equal((Hangzhou.In(chinese: true), London.In(chinese: false)), (Hangzhou.Line(), London.Line()));
        Assert.Equal("1 Main St, Arlington, VA 22202, United States", PostalAddress.Of("US", "VA", "Arlington", null, "1 Main St", "22202")!.Line());
        Assert.Equal("北京市朝阳区建国路8号", PostalAddress.Of(null, "北京市", "北京市", "朝阳区", "建国路8号", null)!.Line());
        Assert.Equal("上海市12号楼", PostalAddress.Of(null, null, "上海市", null, "12号楼", null)!.Line());
    }

    [Fact]
    public void A_country_or_a_code_alone_is_no_address()
    {
        Assert.Null(PostalAddress.Of("CN", " ", null, "", "\n", "310012"));
        Assert.NotNull(PostalAddress.Of(null, null, "杭州市", null, null, null));
    }

    [Theory]
    [InlineData("中国浙江省杭州市西湖区文三路90号3幢1201室310012", true)]
    [InlineData("文三路90号，3幢1201室，西湖区，杭州市，浙江省 310012, china", true)]
    [InlineData("中国浙江省杭州市西湖区文三路91号3幢1201室 310012", false)]
    public void A_line_says_the_same_in_whichever_order(string line, bool same) => Assert.Equal(same, Hangzhou.Says(line));

    [Theory]
    [InlineData("CN", "CN"), InlineData("cn", "CN"), InlineData("China", "CN"), InlineData("中国", "CN"), InlineData("中华人民共和国", "CN"), InlineData("UK", "GB"), InlineData("USA", "US"), InlineData("u.s.a.", "US"), InlineData("美国", "US"), InlineData("Deutschland", "DE"), InlineData("香港", "HK")]
    [InlineData("Ruritania", null), InlineData("", null)]
    public void Countries_go_by_code_and_by_name(string typed, string? code) => Assert.Equal(code, Countries.Find(typed));

    [Fact]
    public void Every_country_has_a_code_of_two_letters_and_a_name_in_both_languages()
    {
        Assert.Equal(249, Countries.All.Count());
        Assert.All(Countries.All, c => Assert.True(c.Length == 2 && c.All(char.IsAsciiLetterUpper) && Countries.NameOf(c, true).Length > 0 && Countries.Find(Countries.NameOf(c, true)) == c && Countries.Find(Countries.NameOf(c, false)) == c, c));
    }

    static Customer With(string? region, params PointValue[] points) => Customer.Register(1, new Profile(CustomerKind.Individual, "某人", null, null, region, CustomerLevel.Normal, null, null, null, "zh-CN", "Asia/Shanghai", null, null, [], points), Admission.Admitted, null, null, DateTimeOffset.UnixEpoch);

    [Fact]
    public void The_mask_goes_as_far_as_the_city()
    {
        string Masked(PointValue value) => Mask.Point(With(null, value).Points[0]);
        Assert.Equal("中国浙江省杭州市***", Masked(PointValue.At(Hangzhou)));
        Assert.Equal("London, United Kingdom***", Masked(PointValue.At(London)));
        Assert.Equal("杭州市***", Masked(new(PointKind.Address, "杭州市西湖区文三路90号")));
        Assert.Equal("***", Masked(new(PointKind.Address, "12 St James's Square, London")));
    }

    [Theory]
    [InlineData("浙江省", "浙江"), InlineData("北京市", "北京"), InlineData("广西壮族自治区", "广西"), InlineData("新疆维吾尔自治区", "新疆"), InlineData("香港特别行政区", "香港"), InlineData("Bavaria", "Bavaria")]
    public void A_province_is_a_region(string province, string region) => Assert.Equal(region, PostalAddress.Of(null, province, "x", null, null, null)!.Region());

    [Fact]
    public void A_missing_region_comes_from_a_new_address_and_a_said_one_stays()
    {
        var address = PointValue.At(Hangzhou);
        Assert.Equal("浙江", With(null, address).Region);
        Assert.Equal("华东", With("华东", address).Region);
        var customer = With(null);
        customer.Change(customer.ToProfile() with { Points = [address] }, null, DateTimeOffset.UnixEpoch);
        Assert.Equal("浙江", customer.Region);
        // Whoever takes it away is not contradicted, neither at once nor with the next edit.
        customer.Change(customer.ToProfile() with { Region = null }, null, DateTimeOffset.UnixEpoch);
        Assert.Null(customer.Region);
        customer.Change(customer.ToProfile() with { Industry = "零售" }, null, DateTimeOffset.UnixEpoch);
        Assert.Null(customer.Region);
    }

    [Fact]
    public void What_was_one_line_becomes_parts_when_both_say_the_same()
    {
        var customer = With(null, new PointValue(PointKind.Address, Hangzhou.Line(), "家", OptedOut: true));
        var id = customer.Points[0];
        customer.Change(customer.ToProfile() with { Points = [PointValue.At(Hangzhou, "家")] }, null, DateTimeOffset.UnixEpoch);
        Assert.Same(id, Assert.Single(customer.Points));
        Assert.Equal(Hangzhou, customer.Points[0].Parts);
        Assert.Equal(customer.Points[0].ToValue(), PointValue.At(Hangzhou, "家", primary: true));
    }
}
