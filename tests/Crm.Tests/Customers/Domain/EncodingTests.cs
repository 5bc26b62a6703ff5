using System.Text;
using Crm.Platform.Files.Tables;

namespace Crm.Tests.Customers.Domain;

/// <summary>Which encoding a text is in, told by its bytes: prose, tables, and the two or three characters of a short list.</summary>
public sealed class EncodingTests
{
    static EncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    // The openings of two novels nobody owns any more: Dream of the Red Chamber, and Kong Yiji.
    const string Mainland =
        "此开卷第一回也。作者自云：因曾历过一番梦幻之后，故将真事隐去，而借通灵之说，撰此《石头记》一书也。故曰甄士隐云云。但书中所记何事何人？自又云：今风尘碌碌，一事无成，忽念及当日所有之女子，一一细考较去，觉其行止见识，皆出于我之上。何我堂堂须眉，诚不若彼裙钗哉？实愧则有余，悔又无益之大无可如何之日也！当此，则自欲将已往所赖天恩祖德，锦衣纨袴之时，饫甘餍肥之日，背父兄教育之恩，负师友规训之德，以至今日一技无成，半生潦倒之罪，编述一集，以告天下人。" +
        "鲁镇的酒店的格局，是和别处不同的：都是当街一个曲尺形的大柜台，柜里面预备着热水，可以随时温酒。做工的人，傍午傍晚散了工，每每花四文铜钱，买一碗酒，这是二十多年前的事，现在每碗要涨到十文，靠柜外站着，热热的喝了休息；倘肯多花一文，便可以买一碟盐煮笋，或者茴香豆，做下酒物了，如果出到十几文，那就能买一样荤菜，但这些顾客，多是短衣帮，大抵没有这样阔绰。只有穿长衫的，才踱进店面隔壁的房子里，要酒要菜，慢慢地坐喝。";

    const string Taiwan =
        "此開卷第一回也。作者自云：因曾歷過一番夢幻之後，故將真事隱去，而借通靈之說，撰此《石頭記》一書也。故曰甄士隱云云。但書中所記何事何人？自又云：今風塵碌碌，一事無成，忽念及當日所有之女子，一一細考較去，覺其行止見識，皆出於我之上。何我堂堂鬚眉，誠不若彼裙釵哉？實愧則有餘，悔又無益之大無可如何之日也！當此，則自欲將已往所賴天恩祖德，錦衣紈之時，飫甘饜肥之日，背父兄教育之恩，負師友規訓之德，以至今日一技無成，半生潦倒之罪，編述一集，以告天下人。" +
        "魯鎮的酒店的格局，是和別處不同的：都是當街一個曲尺形的大櫃台，櫃裡面預備著熱水，可以隨時溫酒。做工的人，傍午傍晚散了工，每每花四文銅錢，買一碗酒，這是二十多年前的事，現在每碗要漲到十文，靠櫃外站著，熱熱的喝了休息；倘肯多花一文，便可以買一碟鹽煮筍，或者茴香豆，做下酒物了，如果出到十幾文，那就能買一樣葷菜，但這些顧客，多是短衣幫，大抵沒有這樣闊綽。只有穿長衫的，才踱進店面隔壁的房子里，要酒要菜，慢慢地坐喝。";

    static string Detect(string text, string encoding) => TextEncoding.Detect(new MemoryStream(Encoding.GetEncoding(encoding).GetBytes(text))).Name;

    [Fact]
    public void Prose_is_recognised_whole_and_in_pieces()
    {
        Assert.Equal("GB18030", Detect(Mainland, "gb18030"));
        Assert.Equal("Big5", Detect(Taiwan, "big5"));
        Assert.Equal("GB18030", Detect(Taiwan, "gb18030")); // traditional characters, mainland encoding
        foreach (var (length, most) in new[] { (4, 0.02), (8, 0.001), (12, 0) })
        {
            foreach (var (text, encoding, name) in new[] { (Mainland, "gb18030", "GB18030"), (Taiwan, "big5", "Big5") })
            {
                var windows = Enumerable.Range(0, text.Length - length).Select(i => text.Substring(i, length)).ToList();
                var wrong = windows.Where(w => Detect(w, encoding) != name).ToList();
                Assert.True(wrong.Count <= windows.Count * most, $"{encoding}, {length} characters: {wrong.Count} of {windows.Count}: {string.Join(" ", wrong.Take(20))}");
            }
        }
    }

    [Theory]
    [InlineData("姓名\n李明\n")]
    [InlineData("姓名,电话\n王芳,13800138000\n")]
    [InlineData("客户\n联通\n")]
    [InlineData("张三")]
    [InlineData("陈伟")]
    [InlineData("name,phone\n刘洋,13800138000")]
    [InlineData("公司\n华为技术有限公司\n")]
    [InlineData("地址\n浙江省杭州市西湖区文三路90号\n")]
    [InlineData("备注\n镕、喆、堃、昇、赟\n")]
    [InlineData("id;city\n1;北京\n2;哈尔滨\n")]
    public void Short_mainland_lists(string text) => Assert.Equal("GB18030", Detect(text, "gb18030"));

    [Theory]
    [InlineData("姓名\n李明\n")]
    [InlineData("姓名,電話\n陳大文,0912345678\n")]
    [InlineData("客戶\n中華電信\n")]
    [InlineData("張三")]
    [InlineData("林志玲")]
    [InlineData("name,phone\n黃美玲,0912345678")]
    [InlineData("公司\n台灣積體電路製造股份有限公司\n")]
    [InlineData("地址\n台北市信義區市府路45號\n")]
    [InlineData("備註\n煊、淼、鑫、喆\n")]
    [InlineData("id;city\n1;高雄\n2;新竹\n")]
    public void Short_Taiwan_lists(string text) => Assert.Equal("Big5", Detect(text, "big5"));

    [Theory]
    [InlineData("Name;Ort\nMüller;Köln\nGroß;Lübeck\n")]
    [InlineData("nom,ville\nHélène,Besançon\n")]
    [InlineData("nombre\nMuñoz\nGarcía\n")]
    public void Western_lists(string text)
    {
        Assert.Equal("Windows-1252", Detect(text, "windows-1252"));
        Assert.Equal("UTF-8", Detect(text, "utf-8"));
    }

    [Fact]
    public void What_begins_plain_and_ends_in_Chinese()
    {
        var plain = new StringBuilder("name,phone\n");
        while (plain.Length < 1_500_000) plain.Append("John Smith,+442079460999\n");
        Assert.Equal("GB18030", Detect(plain + "欧阳锋,13900139000\n", "gb18030"));
        Assert.Equal("Big5", Detect(plain + "歐陽鋒,0912345678\n", "big5"));
        Assert.Equal("UTF-8", Detect(plain + "欧阳锋,13900139000\n", "utf-8"));
    }

    [Theory]
    [InlineData("姓名\n张三丰\n", "utf-16", "UTF-16 LE")]
    [InlineData("姓名\n张三丰\n", "utf-16BE", "UTF-16 BE")]
    [InlineData("a,b\n1,2\n", "utf-16", "UTF-16 LE")]
    public void UTF_16_without_its_mark(string text, string encoding, string name) => Assert.Equal(name, Detect(text, encoding));

    [Fact]
    public void Every_name_can_be_chosen() => Assert.All(TextEncoding.Names, name => Assert.Equal("A", TextEncoding.Of(name).GetString(TextEncoding.Of(name).GetBytes("A"))));
}
