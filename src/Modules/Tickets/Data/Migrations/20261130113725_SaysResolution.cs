using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class SaysResolution : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "checklist_items",
                keyColumns: new[] { "checklist_id", "position", "revision" },
                keyValues: new object[] { 1L, 4, 1 },
                column: "text_zh",
                value: "类型、分类、原因和解决方式填写正确");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "checklist_items",
                keyColumns: new[] { "checklist_id", "position", "revision" },
                keyValues: new object[] { 1L, 4, 1 },
                column: "text_zh",
                value: "类型、分类、原因和处理方式填写正确");
        }
    }
}
