// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// A token with the habits of USDT on Ethereum that a shop must live with: six decimals, a `transfer` that returns
/// nothing, a fee that its owner may switch on and that is kept from what arrives, a pause, and a black list.
contract UsdtLike {
    string public constant name = "Tether USD";
    string public constant symbol = "USDT";
    uint8 public constant decimals = 6;

    address public immutable owner = msg.sender;
    uint256 public basisPointsRate;
    uint256 public maximumFee;
    bool public paused;
    mapping(address => uint256) public balanceOf;
    mapping(address => bool) public isBlackListed;

    event Transfer(address indexed from, address indexed to, uint256 value);

    modifier onlyOwner() {
        require(msg.sender == owner);
        _;
    }

    constructor() {
        balanceOf[msg.sender] = 1e18;
        emit Transfer(address(0), msg.sender, 1e18);
    }

    function setParams(uint256 basisPoints, uint256 most) external onlyOwner {
        basisPointsRate = basisPoints;
        maximumFee = most;
    }

    function setPaused(bool to) external onlyOwner {
        paused = to;
    }

    function addBlackList(address who) external onlyOwner {
        isBlackListed[who] = true;
    }

    function transfer(address to, uint256 value) external {
        require(!paused && !isBlackListed[msg.sender]);
        uint256 fee = (value * basisPointsRate) / 10000;
        if (fee > maximumFee) fee = maximumFee;
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value - fee;
        if (fee > 0) {
            balanceOf[owner] += fee;
            emit Transfer(msg.sender, owner, fee);
        }
        emit Transfer(msg.sender, to, value - fee);
    }
}

/// Passes ether on, as exchanges and wallets made of contracts pay: the receiver sees no transaction of its own and no log.
contract Forwarder {
    function pay(address payable to) external payable {
        (bool done, ) = to.call{value: msg.value}("");
        require(done);
    }
}
