using Crm.Customers.Domain;

namespace Crm.Tests.Customers.Domain;

public sealed class ReachTests
{
    [Theory]
    [InlineData("138 0013 8000", "+8613800138000")]
    [InlineData("１６６－１２３４－５６７８", "+8616612345678")]
    [InlineData("19912345678", "+8619912345678")]
    [InlineData("8619912345678", "+8619912345678")]
    [InlineData("0086 199 1234 5678", "+8619912345678")]
    [InlineData("+86 (0)10 6552-9988", "+861065529988")]
    [InlineData("(010) 65529988", "+861065529988")]
    [InlineData("0755-8888 9999", "+8675588889999")]
    [InlineData("400-820-8820", "+864008208820")]
    [InlineData("+1 415 555 0123", "+14155550123")]
    [InlineData("001 (415) 555-0123", "+14155550123")]
    [InlineData("+0086 138 0013 8000", "+8613800138000")]
    [InlineData("013800138000", "+8613800138000")]
    [InlineData("13012345678", "+8613012345678")]
    [InlineData("14712345678", "+8614712345678")]
    [InlineData("15912345678", "+8615912345678")]
    [InlineData("17012345678", "+8617012345678")]
    [InlineData("18812345678", "+8618812345678")]
    [InlineData("\u202a+86 138 0013 8000\u202c", "+8613800138000")]
    [InlineData("tel:+86-138-0013-8000", "+8613800138000")]
    [InlineData("١٣٨٠٠١٣٨٠٠٠", "+8613800138000")]
    [InlineData("86 10 6552 9988", "+861065529988")]
    [InlineData("0311-87654321", "+8631187654321")]
    [InlineData("0537-4567890", "+865374567890")]
    [InlineData("+44 (0)20 7946 0958", "+442079460958")]
    [InlineData("+852 2123 4567", "+85221234567")]
    [InlineData("+886 2 2345 6789", "+886223456789")]
    [InlineData("010-65529988-8001", "+861065529988;ext=8001")]
    [InlineData("010-65529988 转 8001", "+861065529988;ext=8001")]
    [InlineData("010 65529988 分机：123", "+861065529988;ext=123")]
    [InlineData("+1 415 555 0123 ext. 42", "+14155550123;ext=42")]
    [InlineData("+1 415 555 0123 x42", "+14155550123;ext=42")]
    [InlineData("+14155550123;ext=42", "+14155550123;ext=42")]
    public void Phones_become_international(string typed, string normal)
    {
        Assert.True(PhoneNumber.TryNormalise(typed, out var found));
        Assert.Equal(normal, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("12345678901")]
    [InlineData("1380013800")]
    [InlineData("138001380001")]
    [InlineData("+86 12345")]
    [InlineData("+")]
    [InlineData("=1+1")]
    [InlineData("65529988")]
    [InlineData("12800138000")]
    [InlineData("+012345678")]
    [InlineData("+1234567890123456")]
    [InlineData("ext. 42")]
    [InlineData("13800138000\uD800")]
    public void What_is_no_phone_is_refused(string typed) => Assert.False(PhoneNumber.TryNormalise(typed, out _));

    [Theory]
    [InlineData("Zhang.Wei@Example.COM ", "zhang.wei@example.com")]
    [InlineData("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com")]
    [InlineData("mailto:Zhang@Example.com", "zhang@example.com")]
    [InlineData("zhang@例子.中国", "zhang@xn--fsqu00a.xn--fiqs8s")]
    [InlineData("\u200bzhang@example.com", "zhang@example.com")]
    public void Mails_are_folded(string typed, string normal)
    {
        Assert.True(EmailAddress.TryNormalise(typed, out var found));
        Assert.Equal(normal, found);
    }

    [Theory]
    [InlineData("zhang@")]
    [InlineData("@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("zhang@example")]
    public void What_is_no_mail_is_refused(string typed) => Assert.False(EmailAddress.TryNormalise(typed, out _));

    [Fact]
    public void An_extension_is_shown_and_never_unmasks_the_number()
    {
        Assert.Equal("13800138000 ext. 12", PhoneNumber.Show("+8613800138000;ext=12"));
        Assert.Equal("138****5678", Mask.Phone("+8613812345678;ext=9"));
    }

    [Fact]
    public void Masks_leave_enough_to_recognise_and_too_little_to_call()
    {
        Assert.Equal("138****5678", Mask.Phone("+8613812345678"));
        Assert.Equal("z***@example.com", Mask.Email("zhang@example.com"));
        Assert.DoesNotContain("6552", Mask.Phone("+861065529988"), StringComparison.Ordinal);
        Assert.Equal("1990-**-**", Mask.Day(new DateOnly(1990, 5, 17)));
    }
}
