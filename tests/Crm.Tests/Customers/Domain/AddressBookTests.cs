using System.Text;
using Crm.Customers.Domain;
using Crm.Customers.Features.Imports;

namespace Crm.Tests.Customers.Domain;

/// <summary>What other programs export maps by itself: Outlook in English and Chinese, Google contacts old and new, address cards of three versions.</summary>
public sealed class AddressBookTests
{
    static AddressBookTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The rows of a file as the import would understand them, without a person's help.</summary>
    static List<ImportValues> Read(byte[] bytes, string name, ImportKind kind = ImportKind.Customers)
    {
        var table = ReadTable.Of(new MemoryStream(bytes), name);
        var settings = new ImportSettings { Columns = ImportFields.Guess(kind, table.Headers, table.Rows) };
        var layout = new ImportLayout(table.Headers, settings, null);
        return [.. table.Rows.Select(r => new ImportValues(layout, r))];
    }

    static string Points(ImportValues values, PointKind kind) => string.Join(" | ", values.Points().Where(p => p.Kind == kind).Select(p => p.Value));

    /// <summary>A line with these cells filled.</summary>
    static string Row(string header, params (string Column, string Value)[] cells)
    {
        var columns = header.Split(',').Select(c => c.Trim('"')).ToList();
        Assert.All(cells, c => Assert.Contains(c.Column, columns));
        return string.Join(',', columns.Select(c => "\"" + cells.FirstOrDefault(x => x.Column == c).Value?.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""));
    }

    const string OutlookEnglish = "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other Street 2,Other Street 3,Other City,Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,Directory Server,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,E-mail 3 Address,E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,Office Location,Organizational ID Number,Other Address PO Box,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,User 2,User 3,User 4,Web Page";

    [Fact]
    public void Outlook_in_English()
    {
        var row = Row(OutlookEnglish, ("Title", "Ms."), ("First Name", "Ada"), ("Middle Name", "King"), ("Last Name", "Lovelace"), ("Company", "Analytical Engines Ltd"), ("Job Title", "Programmer"),
            ("Business Street", "12 St James's Square"), ("Business Street 2", "Floor 2"), ("Business City", "London"), ("Business Postal Code", "SW1Y 4JH"), ("Business Country/Region", "United Kingdom"), ("Home Street", "Ockham Park"), ("Home City", "Ockham"),
            ("Business Phone", "+44 20 7946 0999"), ("Home Phone", "+44 1483 496 0000"), ("Mobile Phone", "+44 7700 900123"), ("Assistant's Phone", "+44 20 7946 0111"), ("Business Fax", "+44 20 7946 0222"),
            ("E-mail Address", "ada@example.com"), ("E-mail Type", "SMTP"), ("E-mail Display Name", "Ada (ada@example.com)"), ("E-mail 2 Address", "ada@home.example"), ("Birthday", "12/25/1985"), ("Notes", "Likes numbers"), ("Categories", "Key;Press"), ("Gender", "Unspecified"),
            ("Government ID Number", "QQ123456C"), ("Manager's Name", "Charles"), ("Anniversary", "0/0/00"), ("Priority", "Normal"));
        var ada = Assert.Single(Read(Encoding.GetEncoding("windows-1252").GetBytes(OutlookEnglish + "\r\n" + row + "\r\n"), "contacts.csv"));
        Assert.Equal("Ada King Lovelace", ada.Name);
        Assert.Equal("Analytical Engines Ltd", ada["company"]);
        Assert.Equal("Programmer", ada["title"]);
        Assert.Equal("+44 20 7946 0999 | +44 1483 496 0000 | +44 7700 900123", Points(ada, PointKind.Phone));
        Assert.Equal("ada@example.com | ada@home.example", Points(ada, PointKind.Email));
        Assert.Equal("12 St James's Square, Floor 2, London, SW1Y 4JH, United Kingdom | Ockham Park, Ockham", Points(ada, PointKind.Address));
        Assert.Equal([("GB", "London", "12 St James's Square\nFloor 2", "work"), (null, "Ockham", "Ockham Park", "home")], ada.Points().Where(p => p.Kind == PointKind.Address).Select(p => (p.Parts!.Country, p.Parts.City!, p.Parts.Street!, ImportFields.LabelOf(p.Parts.City == "London" ? "Business Street" : "Home Street")!)));
        Assert.Equal(new DateOnly(1985, 12, 25), ada.Birthday);
        Assert.Equal("Likes numbers", ada.Note);
        Assert.Equal(["Key", "Press"], ada.Tags);
        Assert.Null(ada["number"]);
        Assert.Null(ada["externalId"]);
    }

    const string OutlookChinese = "英文称谓,名,中间名,姓,中文称谓,单位,部门,职务,商务地址 街道,商务地址 街道 2,商务地址 街道 3,商务地址 市/县,商务地址 省/市/自治区,商务地址 邮政编码,商务地址 国家/地区,住宅地址 街道,住宅地址 街道 2,住宅地址 街道 3,住宅地址 市/县,住宅地址 省/市/自治区,住宅地址 邮政编码,住宅地址 国家/地区,其他地址 街道,其他地址 街道 2,其他地址 街道 3,其他地址 市/县,其他地址 省/市/自治区,其他地址 邮政编码,其他地址 国家/地区,助理的电话,商务传真,商务电话,商务电话 2,回电话,车载电话,单位主要电话,住宅传真,住宅电话,住宅电话 2,ISDN,移动电话,其他传真,其他电话,寻呼机,主要电话,无绳电话,TTY/TDD 电话,电报,Internet 忙闲,办公地点,地点,电子邮件地址,电子邮件类型,电子邮件显示名称,电子邮件 2 地址,电子邮件 2 类型,电子邮件 2 显示名,电子邮件 3 地址,电子邮件 3 类型,电子邮件 3 显示名,附注,工作证号码,关键词,记帐信息,纪念日,经理姓名,类别,里程,敏感度,目录服务器,配偶,其他地址 - 邮箱,商务地址 - 邮箱,身份证编号,生日,私有,缩写,网页,性别,业余爱好,引用者,用户 1,用户 2,用户 3,用户 4,优先级,语言,帐户,职业,助理的姓名,住宅地址 - 邮箱,子女";

    [Fact]
    public void Outlook_in_Chinese()
    {
        var row = Row(OutlookChinese, ("名", "靖"), ("姓", "郭"), ("单位", "桃花岛贸易有限公司"), ("职务", "总经理"), ("商务地址 街道", "文三路90号"), ("商务地址 市/县", "杭州市"), ("商务地址 省/市/自治区", "浙江省"), ("商务地址 邮政编码", "310012"), ("商务地址 国家/地区", "中国"),
            ("移动电话", "13800138000"), ("商务电话", "0571-88880000"), ("助理的电话", "13900000000"), ("商务传真", "0571-88880001"), ("电子邮件地址", "guojing@example.com"), ("电子邮件类型", "SMTP"), ("电子邮件显示名称", "郭靖"), ("附注", "射雕"), ("类别", "重要"),
            ("身份证编号", "330102197001010011"), ("生日", "1970/1/2"), ("纪念日", "00/0/0"), ("经理姓名", "黄药师"), ("配偶", "黄蓉"), ("性别", "男"), ("优先级", "普通"), ("商务地址 - 邮箱", "信箱7"));
        var guo = Assert.Single(Read(Encoding.GetEncoding("gb2312").GetBytes(OutlookChinese + "\r\n" + row + "\r\n"), "联系人.csv"));
        Assert.Equal("郭靖", guo.Name);
        Assert.Equal("桃花岛贸易有限公司", guo["company"]);
        Assert.Equal("总经理", guo["title"]);
        Assert.Equal("0571-88880000 | 13800138000", Points(guo, PointKind.Phone));
        Assert.Equal("guojing@example.com", Points(guo, PointKind.Email));
        Assert.Equal("中国浙江省杭州市文三路90号 310012", Points(guo, PointKind.Address));
        Assert.Equal(PostalAddress.Of("CN", "浙江省", "杭州市", null, "文三路90号", "310012"), guo.Points().Single(p => p.Kind == PointKind.Address).Parts);
        Assert.Equal(new DateOnly(1970, 1, 2), guo.Birthday);
        Assert.Equal(["重要"], guo.Tags);
        Assert.Equal("射雕", guo.Note);
        // An identity number is nobody's customer number, and is not taken at all.
        Assert.All(ImportFields.Of(ImportKind.Customers), field => Assert.NotEqual("330102197001010011", guo[field]));
        Assert.Null(guo["number"]);
    }

    const string GoogleNew = "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value";

    [Fact]
    public void Google_new()
    {
        var row = Row(GoogleNew, ("First Name", "蓉"), ("Last Name", "黄"), ("Organization Name", "丐帮"), ("Organization Title", "帮主"), ("Birthday", "1975-06-01"), ("Notes", "聪明"), ("Labels", "* myContacts ::: 武侠"), ("E-mail 1 - Label", "* Work"), ("E-mail 1 - Value", "rong@example.com"),
            ("E-mail 2 - Label", "Home"), ("E-mail 2 - Value", "rong@home.example ::: rong2@home.example"), ("Phone 1 - Label", "Mobile"), ("Phone 1 - Value", "+86 139 0013 9000"), ("Address 1 - Formatted", "桃花岛 1 号"), ("Website 1 - Value", "https://example.com"), ("Photo", "https://lh3.example/p.jpg"));
        var rong = Assert.Single(Read(Encoding.UTF8.GetBytes(GoogleNew + "\n" + row + "\n"), "contacts.csv"));
        Assert.Equal("黄蓉", rong.Name);
        Assert.Equal("丐帮", rong["company"]);
        Assert.Equal("rong@example.com | rong@home.example | rong2@home.example", Points(rong, PointKind.Email));
        Assert.Equal(["Work", "Home", "Home", "Mobile"], rong.Points().Where(p => p.Kind is PointKind.Email or PointKind.Phone).OrderBy(p => p.Kind == PointKind.Phone).Select(p => p.Label!));
        Assert.True(rong.Points().First(p => p.Kind == PointKind.Email).Primary);
        Assert.Equal("+86 139 0013 9000", Points(rong, PointKind.Phone));
        Assert.Equal("桃花岛 1 号", Points(rong, PointKind.Address));
        Assert.Equal(["武侠"], rong.Tags);
        Assert.Equal(new DateOnly(1975, 6, 1), rong.Birthday);
    }

    const string GoogleOld = "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location,Organization 1 - Job Description,Website 1 - Type,Website 1 - Value";

    [Fact]
    public void Google_old()
    {
        var row = Row(GoogleOld, ("Name", "Grace Hopper"), ("Given Name", "Grace"), ("Family Name", "Hopper"), ("Group Membership", "* myContacts"), ("E-mail 1 - Type", "* "), ("E-mail 1 - Value", "grace@example.com"), ("Phone 1 - Type", "Mobile"), ("Phone 1 - Value", "+1 415 555 0123"),
            ("Phone 2 - Type", "Work"), ("Phone 2 - Value", "+1 415 555 0124"), ("Organization 1 - Name", "Navy"), ("Organization 1 - Title", "Admiral"), ("Address 1 - Street", "1 Main St"), ("Address 1 - City", "Arlington"), ("Address 1 - Region", "VA"), ("Address 1 - Postal Code", "22202"));
        var grace = Assert.Single(Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(GoogleOld + "\n" + row + "\n")], "google.csv")); // it came in UTF-16
        Assert.Equal("Grace Hopper", grace.Name);
        Assert.Equal(("Navy", "Admiral"), (grace["company"], grace["title"]));
        Assert.Equal("+1 415 555 0123 | +1 415 555 0124", Points(grace, PointKind.Phone));
        Assert.Equal("1 Main St, Arlington, VA 22202", Points(grace, PointKind.Address));
        Assert.Equal(PostalAddress.Of(null, "VA", "Arlington", null, "1 Main St", "22202"), grace.Points().Single(p => p.Kind == PointKind.Address).Parts);
        Assert.Empty(grace.Tags);
    }

    [Fact]
    public void Google_says_an_address_twice_and_means_one()
    {
        var row = Row(GoogleNew, ("First Name", "Grace"), ("Address 1 - Formatted", "1 Main St\nArlington, VA 22202\nUS"), ("Address 1 - Street", "1 Main St"), ("Address 1 - City", "Arlington"), ("Address 1 - Region", "VA"), ("Address 1 - Postal Code", "22202"), ("Address 1 - Country", "US"));
        Assert.Equal("1 Main St, Arlington, VA 22202, United States", Points(Assert.Single(Read(Encoding.UTF8.GetBytes(GoogleNew + "\n" + row + "\n"), "contacts.csv")), PointKind.Address));
        row = Row(GoogleNew, ("First Name", "Grace"), ("Address 1 - Formatted", "1 Main St\nArlington, VA 22202"));
        Assert.Equal("1 Main St, Arlington, VA 22202", Points(Assert.Single(Read(Encoding.UTF8.GetBytes(GoogleNew + "\n" + row + "\n"), "contacts.csv")), PointKind.Address));
    }

    [Fact]
    public void Address_cards_2_1_with_quoted_printable_and_a_character_set_each()
    {
        var gb = string.Concat(Encoding.GetEncoding("gb2312").GetBytes("段誉").Select(b => $"={b:X2}"));
        var utf = string.Concat(Encoding.UTF8.GetBytes("大理国镇南王府一号").Select(b => $"={b:X2}"));
        var card = $"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:{gb[..6]};{gb[6..]};;;\r\nFN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:{gb}\r\n" +
            $"TEL;CELL;VOICE:13600136000\r\nTEL;WORK;FAX:0872-2100000\r\nTEL;WORK:0872-2100001\r\nEMAIL;INTERNET:duanyu@example.com\r\nADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;{utf[..30]}=\r\n{utf[30..]};;;;\r\nBDAY:19800601\r\nPHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQ\r\n AAAA\r\n\r\nEND:VCARD\r\n";
        var duan = Assert.Single(Read(Encoding.ASCII.GetBytes(card), "a.vcf"));
        Assert.Equal("段誉", duan.Name);
        Assert.Equal("13600136000 | 0872-2100001", Points(duan, PointKind.Phone));
        Assert.Equal("duanyu@example.com", Points(duan, PointKind.Email));
        Assert.Equal("大理国镇南王府一号", Points(duan, PointKind.Address));
        Assert.Equal(new DateOnly(1980, 6, 1), duan.Birthday);
    }

    [Fact]
    public void Address_cards_3_0_with_groups_folding_and_escapes()
    {
        const string card = "BEGIN:VCARD\nVERSION:3.0\nN:O'Brien;Miles;Edward;Mr.;\nFN:Miles O'Brien\nORG:Starfleet\\, Engineering;Transporters\nTITLE:Chief\nitem1.TEL:+1 415 555 0199\nitem1.X-ABLabel:_$!<Work>!$_\nTEL;TYPE=CELL,VOICE;TYPE=pref:+1 415 555 0198\n" +
            "EMAIL;TYPE=INTERNET;TYPE=HOME:miles@ho\n me.example\nADR;TYPE=WORK:;Deck 9;10 Space Road;San Francisco;CA;94102;USA\nNOTE:First line\\nSecond\\; line\nCATEGORIES:Crew,Friends\nBDAY:1985-09-01T00:00:00Z\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nN:张;无忌;;;\nFN:\nTEL:13700137000\nEND:VCARD\n";
        var cards = Read(Encoding.UTF8.GetBytes(card), "cards.txt");
        Assert.Equal(2, cards.Count);
        Assert.Equal("Miles O'Brien", cards[0].Name);
        Assert.Equal("Starfleet, Engineering", cards[0]["company"]);
        Assert.Equal("+1 415 555 0198 | +1 415 555 0199", Points(cards[0], PointKind.Phone));
        Assert.Equal("miles@home.example", Points(cards[0], PointKind.Email));
        Assert.Equal("10 Space Road, Deck 9, San Francisco, CA 94102, United States", Points(cards[0], PointKind.Address));
        Assert.Equal("First line\nSecond; line", cards[0].Note);
        Assert.Equal(["Crew", "Friends"], cards[0].Tags);
        Assert.Equal(new DateOnly(1985, 9, 1), cards[0].Birthday);
        Assert.Equal("张无忌", cards[1].Name);
    }

    [Fact]
    public void The_parts_of_a_cards_addresses_map_by_themselves_and_a_second_one_of_a_place_stays()
    {
        const string card = "BEGIN:VCARD\nVERSION:3.0\nFN:Two Offices\nADR;TYPE=WORK:;Deck 9;10 Space Road;San Francisco;CA;94102;USA\nADR;TYPE=WORK:;;2 Moon Road;Reno;NV;89501;USA\nADR;TYPE=HOME:;;文三路90号;杭州市;浙江省;310012;中国\nEND:VCARD\n";
        var addresses = Assert.Single(Read(Encoding.UTF8.GetBytes(card), "b.vcf")).Points().Where(p => p.Kind == PointKind.Address).ToList();
        Assert.Equal([PostalAddress.Of("US", "CA", "San Francisco", null, "10 Space Road\nDeck 9", "94102"), PostalAddress.Of("CN", "浙江省", "杭州市", null, "文三路90号", "310012"), null], addresses.Select(a => a.Parts));
        Assert.Equal("2 Moon Road, Reno, NV 89501, United States", addresses[2].Value);
    }

    [Fact]
    public void Address_cards_4_0_with_uris_and_kinds()
    {
        const string card = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:明教科技有限公司\r\nTEL;VALUE=uri;TYPE=\"voice,work\":tel:+86-755-8888-0000\r\nEMAIL;TYPE=work:mailto:info@mingjiao.example\r\nADR;TYPE=work;LABEL=\"光明顶: 1 号\":;;光明顶一号;深圳市;广东省;518000;中国\r\nBDAY:--0412\r\nEND:VCARD\r\n";
        var org = Assert.Single(Read(Encoding.UTF8.GetBytes(card), "b.vcf"));
        Assert.Equal("明教科技有限公司", org.Name);
        Assert.Equal(Contracts.Customers.CustomerKind.Organisation, org.One<Contracts.Customers.CustomerKind>("kind"));
        Assert.Equal("+86-755-8888-0000", Points(org, PointKind.Phone));
        Assert.Equal("info@mingjiao.example", Points(org, PointKind.Email));
        Assert.Equal("中国广东省深圳市光明顶一号 518000", Points(org, PointKind.Address));
        Assert.Null(org.Birthday);
    }

    [Fact]
    public void What_headings_do_not_say_the_cells_do()
    {
        var headers = new[] { "A", "B", "C", "D" };
        var rows = new[] { new[] { "张三", "13800138000", "a@example.com", "7" }, ["李四", "13900139000", "b@example.com", "9"] };
        Assert.Equal(["name", "phone", "email", ""], ImportFields.Guess(ImportKind.Customers, headers, rows));
    }
}
