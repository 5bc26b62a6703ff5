using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Sales.Data.Migrations
{
    /// <inheritdoc />
    public partial class ContractEnds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "contract_ends_on",
                schema: "sales",
                table: "opportunities",
                type: "date",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_contract_end",
                schema: "sales",
                table: "opportunities",
                column: "contract_ends_on",
                filter: "contract_ends_on is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_opportunities_contract_end",
                schema: "sales",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "contract_ends_on",
                schema: "sales",
                table: "opportunities");
        }
    }
}
